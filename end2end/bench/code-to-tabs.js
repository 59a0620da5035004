// From the engine's code event to the new code painted in 20 open tabs.
//
// The server logs the moment it is told of a code ("A code came", with `serial` and `at_ms`, milliseconds since 1970). Each tab
// watches its picture and notes the wall clock at the end of the frame that paints a new one. One machine, so one clock. The n-th
// picture of every tab belongs to the n-th code that came after all tabs were open.
import { beginLinking, codePicture, expectLive, readCode, signIn } from "../support/steps.js";
import { watchCodes } from "../support/paint.js";
import { percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const tabs = Number(process.argv[2] ?? 20);
const wanted = Number(process.argv[3] ?? 8);
const issued = /A code came.*?\bserial=(\d+).*?\bat_ms=(\d+)/g;

await onStage(
  async ({ context, newContext, leadwire }) => {
    await context.addInitScript(watchCodes);
    const first = await context.newPage();
    await signIn(first);
    await beginLinking(first, "Sales");
    await codePicture(first).waitFor();
    const address = first.url();

    // Every tab in a window of its own: a hidden tab paints nothing.
    const storageState = await context.storageState();
    const pages = [first];
    while (pages.length < tabs) {
      const window = await newContext({ storageState, viewport: { width: 900, height: 700 } });
      await window.addInitScript(watchCodes);
      const page = await window.newPage();
      await page.goto(address);
      await expectLive(page);
      await codePicture(page).waitFor();
      pages.push(page);
    }
    const before = [...leadwire.output.matchAll(issued)].length;
    const watchers = pages.map((page) =>
      page.evaluate(async (count) => {
        const seen = [];
        while (seen.length < count) seen.push(await globalThis.nextCode().painted);
        return seen;
      }, wanted),
    );
    // A round ends after six codes; whoever watches asks for the next one, as a person would.
    const again = first.getByRole("button", { name: /new code/i });
    const asking = (async () => {
      for (;;) {
        const clicked = await again.click({ timeout: 0 }).then(
          () => true,
          () => false,
        );
        if (!clicked) return;
      }
    })();
    const seen = await Promise.all(watchers);
    const codes = [...leadwire.output.matchAll(issued)].slice(before).map(([, , at]) => Number(at));
    if (codes.length < wanted) throw new Error(`the log names ${codes.length} codes, ${wanted} were painted: is "A code came" logged with serial and at_ms?`);
    await readCode(first);

    const samples = seen.flatMap((times) => times.map((time, index) => time - codes[index]));
    void asking;
    tell("code-to-tabs", {
      title: `From the engine's code event to ${tabs} open tabs`,
      command: "bin/bench code-to-tabs",
      how: `${wanted} codes, each painted in ${tabs} tabs (a window each) of one Chromium on the machine that also runs app and simulator; ${samples.length} samples. From the server's note of the engine's event to the end of the page's own part of the frame that paints the new picture.`,
      figures: [["Painted", spread(samples)]],
      goal: "p99 at most 100 ms",
      met: percentile(samples, 0.99) <= 100,
    });
  },
  { env: { LEADWIRE_LOG: "warn,leadwire=info,leadwire::phones=debug" } },
);
