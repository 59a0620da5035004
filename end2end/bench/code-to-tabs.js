// From the engine's code event to the new code painted in 20 open tabs.
//
// The server logs the moment it is told of a code ("code issued", with `serial` and `at_ms`, milliseconds since 1970). Each tab
// watches its picture and notes the wall clock once the frame with the change is painted. One machine, so one clock. The n-th picture
// of every tab belongs to the n-th code issued after all tabs were open.
import { beginLinking, codePicture, expectLive, readCode, signIn } from "../support/steps.js";
import { percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const tabs = Number(process.argv[2] ?? 20);
const wanted = Number(process.argv[3] ?? 8);
const issued = /code issued.*?\bserial=(\d+).*?\bat_ms=(\d+)/g;

await onStage(
  async ({ context, newContext, leadwire }) => {
    const first = await context.newPage();
    await signIn(first);
    await beginLinking(first, "Sales");
    await codePicture(first).waitFor();
    const address = first.url();

    // Every tab in a window of its own: a hidden tab paints nothing.
    const storageState = await context.storageState();
    const pages = [first];
    while (pages.length < tabs) {
      const page = await (await newContext({ storageState, viewport: { width: 900, height: 700 } })).newPage();
      await page.goto(address);
      await expectLive(page);
      await codePicture(page).waitFor();
      pages.push(page);
    }
    const before = [...leadwire.output.matchAll(issued)].length;
    const watchers = pages.map((page) =>
      page.evaluate(
        (count) =>
          new Promise((done) => {
            const seen = [];
            const now = () => document.querySelector('[role="img"][aria-label^="QR code"] path, svg[aria-label^="QR code"] path')?.getAttribute("d") ?? null;
            let last = now();
            // An observer, as a loop over frames in every tab would itself be the load that is measured.
            new MutationObserver(() => {
              const current = now();
              if (current === null || current === last) return;
              last = current;
              // The frame's callback runs before it is painted; a message posted there is taken up after that.
              requestAnimationFrame(() => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => {
                  seen.push(performance.timeOrigin + performance.now());
                  if (seen.length === count) done(seen);
                };
                port2.postMessage(null);
              });
            }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["d"] });
          }),
        wanted,
      ),
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
    if (codes.length < wanted) throw new Error(`the log names ${codes.length} codes, ${wanted} were painted: is "code issued" logged with serial and at_ms?`);
    await readCode(first);

    const samples = seen.flatMap((times) => times.map((time, index) => time - codes[index]));
    void asking;
    tell("code-to-tabs", {
      title: `From the engine's code event to ${tabs} open tabs`,
      command: "bin/bench code-to-tabs",
      how: `${wanted} codes, each painted in ${tabs} tabs (a window each) of one Chromium on the machine that also runs app and simulator; ${samples.length} samples. From the server's note of the engine's event to the end of the frame that paints the new picture.`,
      figures: [["Painted", spread(samples)]],
      goal: "p99 at most 100 ms",
      met: percentile(samples, 0.99) <= 100,
    });
  },
  { env: { LEADWIRE_LOG: "warn,leadwire=info,leadwire::phones=debug" } },
);
