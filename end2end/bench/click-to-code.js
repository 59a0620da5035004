// From the click to a QR code that an independent decoder reads from the screen.
//
// In the page: the click's own time stamp; then, for each frame, whether the picture is there. The second frame after it
// appeared is taken as painted (the first one has it laid out, the second comes after its paint), which errs to our disadvantage
// by up to one frame. Outside: a screenshot is decoded; a link whose picture cannot be read does not count as shown at all.
import { codePicture, nameAndSubmit, openLinkDialog, readCode, signIn } from "../support/steps.js";
import { percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const links = Number(process.argv[2] ?? 50);

await onStage(async ({ context }) => {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const has = () => document.querySelector('[role="img"][aria-label^="QR code"], img[alt^="QR code"]') !== null;
    globalThis.measureCode = () => {
      globalThis.codeShown = new Promise((done) => {
        addEventListener(
          "click",
          ({ timeStamp }) => {
            const look = () => (has() ? requestAnimationFrame(() => done(performance.now() - timeStamp)) : requestAnimationFrame(look));
            requestAnimationFrame(look);
          },
          { capture: true, once: true },
        );
      });
    };
  });
  await signIn(page);

  const painted = [];
  const read = [];
  for (let link = 1; link <= links; link += 1) {
    const dialog = await openLinkDialog(page);
    const submit = await nameAndSubmit(dialog, `Phone ${link}`);
    await page.evaluate(() => globalThis.measureCode());
    const begun = performance.now();
    await submit.click();
    const shown = await page.evaluate(() => globalThis.codeShown);
    await readCode(dialog);
    read.push(performance.now() - begun);
    painted.push(shown);
    await page.keyboard.press("Escape");
    await codePicture(page).waitFor({ state: "hidden" });
  }

  tell("click-to-code", {
    title: "From the click to a code on the screen",
    command: "bin/bench click-to-code",
    how: `${links} links of new phones, one after the other, app, simulator and Chromium on one machine; optimised build with the simulator. Painted: the browser's own frame clock, one frame late at most. Read: until the independent decoder (jsQR) has read a screenshot; it includes taking and decoding the picture.`,
    figures: [
      ["Painted", spread(painted)],
      ["Read by the decoder", spread(read)],
    ],
    goal: "p50 at most 150 ms, p99 at most 400 ms, read by the decoder",
    met: percentile(read, 0.5) <= 150 && percentile(read, 0.99) <= 400,
  });
});
