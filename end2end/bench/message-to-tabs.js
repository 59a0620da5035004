// From the commit of a message to the moment when it is painted in 20 open tabs.
//   node bench/message-to-tabs.js [TABS [MESSAGES]]
//
// The server logs when it stored each ("Stored what came", `at_ms`, milliseconds since 1970); each tab notes the wall clock at the end of
// the frame that paints it in the list of leads. One machine, so one clock.
import { watchText } from "../support/paint.js";
import { expectLive, leadRow, linkPhone, signIn } from "../support/steps.js";
import { pause } from "./doors.js";
import { percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const tabs = Number(process.argv[2] ?? 20);
const messages = Number(process.argv[3] ?? 40);
const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const stored = /Stored what came.*?\bat_ms=(\d+)/g;

await onStage(
  async ({ context, newContext, leadwire, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    const first = await context.newPage();
    await signIn(first);
    await linkPhone(first, simulator, shop);
    await simulator.write(budi.number, shop.number, "Hello");
    await first.goto("/leads");
    await expectLive(first);
    await leadRow(first, budi.name).waitFor();

    // Every tab in a window of its own: a hidden tab paints nothing.
    const storageState = await context.storageState();
    const pages = [];
    while (pages.length < tabs) {
      const window = await newContext({ storageState, viewport: { width: 900, height: 700 } });
      await window.addInitScript(watchText);
      const page = await window.newPage();
      await page.goto("/leads");
      await expectLive(page);
      pages.push(page);
    }
    const samples = [];
    for (let index = 0; index < messages; index += 1) {
      const before = [...leadwire.output.matchAll(stored)].length;
      const text = `Message number ${index}.`;
      // Asked for afterwards: twenty answers through the browser's debugging pipe would be a load that is measured.
      await Promise.all(pages.map((page) => page.evaluate((wanted) => void (globalThis.painted = globalThis.paintedText(wanted)), text)));
      await pause(100);
      await simulator.write(budi.number, shop.number, text);
      await pause(500);
      const seen = await Promise.all(pages.map((page) => page.evaluate(() => globalThis.painted)));
      const at = Number([...leadwire.output.matchAll(stored)][before][1]);
      samples.push(...seen.map((time) => time - at));
    }
    tell("message-to-tabs", {
      title: `From a message that is stored to ${tabs} open tabs`,
      command: "bin/bench message-to-tabs",
      how: `${messages} messages of a lead, each painted in the list of leads in ${tabs} tabs (a window each) of one Chromium on the machine that also runs app and simulator; ${samples.length} samples. From the commit to the end of the page's own part of the frame that paints it.`,
      figures: [["Painted", spread(samples)]],
      goal: "p99 at most 100 ms",
      met: percentile(samples, 0.99) <= 100,
    });
  },
  { env: { LEADWIRE_LOG: "warn,leadwire::conversations=debug" } },
);
