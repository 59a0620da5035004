// Many link dialogs at once, each with a phone and a window of its own, while codes expire, pages are loaded anew and WhatsApp cuts
// connections off. A page may never show a code for long after its successor came, and nothing may stay open once all are closed.
//
// The server logs the moment it is told of a code ("A code came", with phone and `at_ms`); each page notes the wall clock at the end of
// the frame that paints one. One machine, so one clock.
import { codePicture, readCode, signIn } from "../support/steps.js";
import { pause, signedIn, until } from "./doors.js";
import { ms, percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const dialogs = Number(process.argv[2] ?? 20);
const seconds = Number(process.argv[3] ?? 100);
const came = /A code came.*?phone\.id=(\S+).*?at_ms=(\d+)/g;
/** A code that came since is on the screen within this, milliseconds. */
const late = 250;

/**
 * Tells the drill of every code that the page paints, at the end of the frame. Codes of two connections may have the same number, so a
 * picture is told by its element too.
 */
function tellPaints() {
  let [shown, label] = [null, null];
  const look = () => {
    const picture = document.querySelector('canvas[aria-label^="QR code"]');
    if (picture === shown && picture?.ariaLabel === label) return;
    [shown, label] = [picture, picture?.ariaLabel];
    if (!picture) return;
    // The callback of a frame runs before it is painted; a message posted there is taken up after that.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.painted(performance.timeOrigin + performance.now());
      port2.postMessage(null);
    });
  };
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
    look();
  });
}

await onStage(
  async ({ context, newContext, simulator, leadwire }) => {
    const first = await context.newPage();
    await signIn(first);
    const storageState = await context.storageState();
    const ask = await signedIn(leadwire);
    const windows = [];
    // A round ends after six codes. Pages that wait for a button would be a load of their own, so another round is asked of the door.
    let asking = true;
    const asked = (async () => {
      while (asking) {
        for (const { id, state } of await ask("list_phones")) if (state === "code_expired") await ask("begin_linking", { phone: id, force: "false" });
        await pause(1000);
      }
    })();
    const open = async (number) => {
      const { id } = await ask("add_phone", { name: `Phone ${number}` });
      const window = await newContext({ storageState, viewport: { width: 480, height: 640 } });
      const one = { id, painted: [], away: [], page: null };
      await window.exposeBinding("painted", (_, at) => one.painted.push(at));
      await window.addInitScript(tellPaints);
      one.page = await window.newPage();
      await one.page.goto(`/phones?link=${id}`);
      windows.push(one);
      process.stderr.write(`\r${windows.length} of ${dialogs} dialogs open`);
    };
    for (let next = 1; next <= dialogs; next += 4) {
      await Promise.all([0, 1, 2, 3].filter((more) => next + more <= dialogs).map((more) => open(next + more)));
    }
    process.stderr.write("\n");

    const begun = Date.now();
    let [reloads, cuts] = [0, 0];
    while (Date.now() - begun < seconds * 1000) {
      const one = windows[(reloads * 7) % windows.length];
      const left = Date.now();
      await one.page.reload();
      // Until it is alive it shows what the server wrote into the page.
      await codePicture(one.page).waitFor({ timeout: 30_000 });
      one.away.push([left, Date.now()]);
      reloads += 1;
      if (reloads === 60) {
        await simulator.fault({ kind: "cut" });
        cuts += 1;
      }
      await pause(500);
    }
    const ended = Date.now();
    asking = false;
    await asked;

    // What the server was told, phone by phone, against what each page painted after it.
    const codes = new Map(windows.map(({ id }) => [id, []]));
    for (const [, id, at] of leadwire.output.matchAll(came)) codes.get(id)?.push(Number(at));
    const delays = [];
    let missed = 0;
    for (const { id, painted, away } of windows) {
      for (const at of codes.get(id)) {
        if (at < begun || at > ended - 2000) continue;
        if (away.some(([from, to]) => at >= from - 1000 && at <= to)) continue;
        const shown = painted.find((time) => time >= at);
        // A code that was replaced at once need not be painted.
        const replaced = codes.get(id).find((other) => other > at && other - at < late);
        if (shown === undefined) missed += 1;
        else if (!replaced) delays.push(shown - at);
      }
    }
    const lateOnes = delays.filter((delay) => delay > late).length;

    // Whatever is on the screen now can be scanned.
    let scanned = 0;
    const tries = windows.slice(0, 5);
    for (const [index, one] of tries.entries()) {
      const number = `62815000000${String(index + 10)}`;
      await simulator.addHandset(number, `Handset ${index}`);
      await simulator.scan(number, await readCode(one.page)).then(() => (scanned += 1), (error) => console.error(String(error)));
    }

    const contexts = windows.map(({ page }) => page.context());
    await Promise.all(contexts.map((window) => window.close()));
    const closed = Date.now();
    const linked = (list) => list.filter(({ state }) => state === "connected").length;
    const left = await until(() => simulator.connections(), (list) => list.length <= scanned, 60_000);
    const gone = Date.now() - closed;
    const stillLinking = (await ask("list_phones")).filter(({ state }) => ["starting", "waiting_for_scan"].includes(state)).length;
    tell("dialogs", {
      title: `${dialogs} link dialogs at once`,
      command: `bin/bench dialogs ${dialogs} ${seconds}`,
      how: `A window and a phone each, in one Chromium on the machine that also runs app and simulator; each code is replaced after its 60 or 20 s. For ${seconds} s, one page after the other is loaded anew, and WhatsApp cuts all connections once. From the server's note of the engine's event to the end of the page's own part of the frame that paints the code. Then five codes are read from the screen and scanned, and all windows are closed.`,
      figures: [
        ["Codes painted", `${delays.length}: ${spread(delays)}`],
        [`Later than ${late} ms`, String(lateOnes)],
        ["Codes that were never painted", String(missed)],
        ["Pages loaded anew, cuts", `${reloads}, ${cuts}`],
        ["Codes read from the screen that linked", `${scanned} of ${tries.length}`],
        ["Connections to WhatsApp left of dialogs, after closing", `${left.length - linked(await ask("list_phones"))}, after ${ms(gone)}`],
        ["Links still under way then", String(stillLinking)],
      ],
      goal: `no page shows a code ${late} ms after its successor came; no socket left over after closing`,
      met: lateOnes === 0 && missed === 0 && scanned === tries.length && left.length <= scanned && stillLinking === 0 && percentile(delays, 1) <= late,
    });
  },
  { env: { LEADWIRE_LOG: "warn,leadwire=info,leadwire::phones=debug" } },
);
