// From the click to a QR code that an independent decoder reads from the screen.
//
// Both ends are read from the machine's one clock: the click's own time stamp in the page; here, the moment when the decoder has
// answered with the text. The camera is Chromium's own: a capture of the part of the screen where the code stands, taken as soon as
// the picture is in the page, and again until it can be read. The text has to be one that the handset can scan.
import { codePicture, linkState, nameAndSubmit, openLinkDialog, signIn } from "../support/steps.js";
import { decode } from "../support/code.js";
import { watchCodes } from "../support/paint.js";
import { percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const links = Number(process.argv[2] ?? 50);
const handset = "6281200000001";
const clock = () => performance.timeOrigin + performance.now();

await onStage(async ({ context, simulator }) => {
  await simulator.addHandset(handset, "Shop");
  const page = await context.newPage();
  await page.addInitScript(watchCodes);
  await page.addInitScript(() => {
    addEventListener("click", ({ timeStamp }) => (globalThis.clickedAt = performance.timeOrigin + timeStamp), { capture: true });
  });
  await signIn(page);
  const camera = await context.newCDPSession(page);
  const film = async (clip) => {
    const { data } = await camera.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true, clip: { ...clip, scale: 1 } });
    return decode(Buffer.from(data, "base64"));
  };

  const begin = async (name) => {
    const dialog = await openLinkDialog(page);
    const submit = await nameAndSubmit(dialog, name);
    const code = await page.evaluateHandle(() => globalThis.nextCode());
    return { dialog, submit, there: code.evaluate(({ there }) => there), painted: code.evaluate(({ painted }) => painted) };
  };
  const end = async () => {
    await page.keyboard.press("Escape");
    await codePicture(page).waitFor({ state: "hidden" });
  };

  // One that is not counted: it tells where to point the camera, and its text is tried on a handset.
  const first = await begin("Phone 0");
  await first.submit.click();
  await first.painted;
  const where = await codePicture(first.dialog).boundingBox();
  await simulator.scan(handset, await film(where));
  await linkState(page).filter({ hasText: "Connected" }).waitFor();
  await page.keyboard.press("Escape");

  const painted = [];
  const read = [];
  for (let link = 1; link <= links; link += 1) {
    const { submit, there, painted: atEndOfFrame } = await begin(`Phone ${link}`);
    await submit.click();
    await there;
    let text = null;
    while (text === null) text = await film(where);
    const readAt = clock();
    const clickedAt = await page.evaluate(() => globalThis.clickedAt);
    read.push(readAt - clickedAt);
    painted.push((await atEndOfFrame) - clickedAt);
    await end();
  }

  tell("click-to-code", {
    title: "From the click to a code on the screen",
    command: "bin/bench click-to-code",
    how: `${links} links of new phones, one after the other, app, simulator and Chromium on one machine; optimised build with the simulator; one link before them is not counted. From the click's time stamp in the page. Painted: to the end of the page's own part of the frame that paints the code. Read: until the independent decoder (jsQR) has answered with the text; it includes capturing that part of the screen, which alone takes Chromium two frames, and decoding the picture.`,
    figures: [
      ["Painted", spread(painted)],
      ["Read by the decoder", spread(read)],
    ],
    goal: "p50 at most 150 ms, p99 at most 400 ms, read by the decoder",
    met: percentile(read, 0.5) <= 150 && percentile(read, 0.99) <= 400,
  });
});
