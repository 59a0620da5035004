// Many link dialogs at once while codes expire, pages are loaded anew, browsers lose their sockets and WhatsApp cuts all connections
// off. A page may never show a code for long after its successor came, and nothing may stay open once all are closed.
//
// Each dialog has a phone and a browser of its own: most are guests with a link that was sent to them, each from an address of their
// own behind a proxy; a few are colleagues with the list of all phones behind the dialog. The server logs the moment it is told of a
// code ("A code came", with phone and `at_ms`); each page notes the wall clock at the end of the frame that paints one. One machine, so
// one clock.
import { freePort } from "../support/programs.js";
import { codePicture, readCode, signIn } from "../support/steps.js";
import { pause, signedIn, until } from "./doors.js";
import { Listener } from "./listener.js";
import { Proxy } from "./proxy.js";
import { ms, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const dialogs = Number(process.argv[2] ?? 200);
const seconds = Number(process.argv[3] ?? 100);
const colleagues = Math.min(2, dialogs);
const came = /A code came.*?phone\.id=(\S+).*?at_ms=(\d+)/g;
/** A code that came since is on the screen within this, milliseconds. */
const late = 250;
/** A browser that lost its socket is back within this, milliseconds. */
const BACK = 5_000;
const AT_ONCE = 4;
/** So many dialogs are windows of Chromium: what the machine of the drill can paint. The others are sockets that speak as a page does. */
const windowed = Math.min(dialogs, Number(process.argv[4] ?? 30));

/**
 * Tells the drill of every code that the page paints and of every one that it takes off, at the end of the frame. Codes of two
 * connections may have the same number, so a picture is told by its element too.
 */
function tellPaints() {
  let [shown, label] = [null, null];
  const look = () => {
    const picture = document.querySelector('canvas[aria-label^="QR code"]');
    if (picture === shown && picture?.ariaLabel === label) return;
    [shown, label] = [picture, picture?.ariaLabel];
    // The callback of a frame runs before it is painted; a message posted there is taken up after that.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.painted(performance.timeOrigin + performance.now(), Boolean(picture));
      port2.postMessage(null);
    });
  };
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
    look();
  });
}

/** Does `act` with each, a few at once. */
async function withEach(list, what, act) {
  const left = [...list];
  let done = 0;
  const some = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await act(next);
      done += 1;
      process.stderr.write(`\r${done} of ${list.length} ${what}   `);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  process.stderr.write("\n");
}

const port = await freePort();
const publicUrl = `http://127.0.0.1:${port}`;
let proxy;
await onStage(
  async ({ context, newContext, simulator, leadwire }) => {
    proxy = await Proxy.start(port, () => leadwire.listen);
    const first = await context.newPage();
    await signIn(first);
    const storageState = await context.storageState();
    await first.close();
    const ask = await signedIn({ url: publicUrl });

    const windows = Array.from({ length: dialogs }, (_, index) => ({ index, painted: [], taken: [], away: [] }));
    const addressOf = ({ index }) => `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`;
    const showCode = async ({ page, index }) => {
      if (index >= windowed) return page.open();
      if (index >= colleagues) await page.getByRole("button", { name: "Show the code" }).click({ timeout: 60_000 });
      await codePicture(page).waitFor({ timeout: 60_000 });
    };
    await withEach(windows, "pages open", async (one) => {
      const isColleague = one.index < colleagues;
      one.id = (await ask("add_phone", { name: `Phone ${one.index + 1}` })).id;
      const address = isColleague ? `/phones?link=${one.id}` : (await ask("send_link", { phone: one.id })).url;
      if (one.index >= windowed) {
        one.page = new Listener({ url: publicUrl, address: addressOf(one), token: address.split("/").at(-1), phone: one.id });
        [one.painted, one.taken] = [one.page.painted, one.page.taken];
        return;
      }
      const window = await newContext({ viewport: { width: 480, height: 640 }, ...(isColleague ? { storageState } : {}) });
      await window.addCookies([{ name: "address", value: addressOf(one), url: publicUrl }]);
      await window.exposeBinding("painted", (_, at, isThere) => (isThere ? one.painted : one.taken).push(at));
      await window.addInitScript(tellPaints);
      one.page = await window.newPage();
      await one.page.goto(address);
      if (!isColleague) await one.page.getByRole("button", { name: "Show the code" }).waitFor();
    });
    // Codes that nobody looked at have ended by now: each dialog asks for its own.
    await withEach(windows, "codes on show", async (one) => {
      if (one.index < colleagues) await ask("begin_linking", { phone: one.id, force: "false" });
      await showCode(one);
    });

    const begun = Date.now();
    const end = begun + seconds * 1000;
    let [reloads, losses] = [0, 0];
    let isCut = false;
    for (let turn = 0; Date.now() < end; turn += 1) {
      const one = windows[turn % 4 ? (turn * 7) % dialogs : (turn * 7) % windowed];
      const left = Date.now();
      if (turn % 4 || one.index >= windowed) {
        proxy.cut(addressOf(one));
        one.away.push([left, left + BACK]);
        losses += 1;
      } else {
        await one.page.reload();
        await showCode(one);
        // Until it is alive it shows what the server wrote into the page.
        one.away.push([left, Date.now()]);
        reloads += 1;
      }
      if (!isCut && left > begun + (seconds * 1000) / 2) {
        await simulator.fault({ kind: "cut" });
        isCut = true;
      }
      await pause(1000);
    }
    await pause(BACK);
    const ended = Date.now();

    // What the server was told, phone by phone, against what each page painted after it.
    const codes = new Map(windows.map(({ id }) => [id, []]));
    for (const [, id, at] of leadwire.output.matchAll(came)) codes.get(id)?.push(Number(at));
    const delays = [];
    const outlived = [];
    let missed = 0;
    let stale = 0;
    for (const { id, index, painted, taken, away } of windows) {
      const told = codes.get(id);
      for (const at of told) {
        if (at < begun || at > ended - 2000) continue;
        if (away.some(([from, to]) => at >= from - 1000 && at <= to)) continue;
        const shown = painted.find((time) => time >= at);
        // A code that was replaced at once need not be painted.
        const replaced = told.find((other) => other > at && other - at < late);
        if (shown === undefined) missed += 1;
        else if (!replaced) delays.push({ one: index, time: shown - at });
        // Where the one before had been taken off, nothing outlives it.
        const [lastPainted, lastTaken] = [painted, taken].map((times) => times.findLast((time) => time < at) ?? 0);
        const over = lastPainted > lastTaken ? (taken.find((time) => time >= at && time < shown) ?? shown) : at;
        if (shown !== undefined && !replaced) outlived.push({ one: index, time: over - at });
        if (over - at > late) console.error(`dialog ${index + 1}: ${ms(over - at)}, ${((at - begun) / 1000).toFixed(1)} s after the begin`);
      }
      const newest = told.findLast((at) => at < ended - 2000);
      if (!painted.some((time) => time >= newest)) stale += 1;
    }
    const of = (list, isWanted) => list.filter(({ one }) => isWanted(one)).map(({ time }) => time);
    const isGuest = (one) => one >= colleagues;
    const lateOnes = of(outlived, isGuest).filter((time) => time > late).length;

    const open = proxy.open;
    // Whatever is on the screen now can be scanned.
    let scanned = 0;
    const tries = windows.slice(0, 5);
    for (const [index, one] of tries.entries()) {
      const number = `62815000000${String(index + 10)}`;
      await simulator.addHandset(number, `Handset ${index}`);
      await simulator.scan(number, await readCode(one.page)).then(() => (scanned += 1), (error) => console.error(String(error)));
    }

    await Promise.all(windows.map(({ page }) => (page instanceof Listener ? page.close() : page.context().close())));
    const closed = Date.now();
    const sockets = await until(() => proxy.open, (count) => count === 0, 30_000);
    const linked = (list) => list.filter(({ state }) => state === "connected").length;
    const left = await until(() => simulator.connections(), (list) => list.length <= scanned, 60_000);
    const gone = Date.now() - closed;
    const stillLinking = (await ask("list_phones")).filter(({ state }) => ["starting", "waiting_for_scan"].includes(state)).length;
    const leftOver = left.length - linked(await ask("list_phones"));
    tell("dialogs", {
      title: `${dialogs} link dialogs at once`,
      command: `bin/bench dialogs ${dialogs} ${seconds}`,
      how: `A phone each: ${colleagues} colleagues with the list of all phones, and ${dialogs - colleagues} guests with a link that was sent to them, each from an address of their own behind a proxy. ${windowed} of them are windows of one Chromium on the machine that also runs app and simulator; the others are sockets that speak as a page does, as the machine cannot paint so many. Each code is replaced after its 60 or 20 s. For ${seconds} s, about once a second, one dialog loses its socket or, every fourth time, is loaded anew; WhatsApp cuts all connections once. From the server's note of the engine's event to the end of the page's own part of the frame that paints the code, or to its arrival at the socket; dialogs that are away are not counted until they are back. Then five codes are read from the screen and scanned, and all are closed.`,
      figures: [
        [`Codes painted in the windows of ${windowed - colleagues} guests`, spread(of(delays, (one) => isGuest(one) && one < windowed))],
        [`Codes at ${dialogs - windowed} sockets`, spread(of(delays, (one) => one >= windowed))],
        ["A guest's code outlived its successor's coming by", spread(of(outlived, isGuest))],
        [`By more than ${late} ms`, String(lateOnes)],
        [`The same for colleagues, in whose list ${dialogs} phones change at once after the cut`, spread(of(outlived, (one) => !isGuest(one)))],
        ["Codes that were never painted", String(missed)],
        ["Pages loaded anew, sockets lost, cuts", `${reloads}, ${losses}, ${Number(isCut)}`],
        ["Pages that did not show their newest code at the end", String(stale)],
        ["Codes read from the screen that linked", `${scanned} of ${tries.length}`],
        ["Sockets of pages before and after closing", `${open}, ${sockets}`],
        ["Connections to WhatsApp left of dialogs, after closing", `${leftOver}, after ${ms(gone)}`],
        ["Links still under way then", String(stillLinking)],
      ],
      goal: `no guest's page shows a code ${late} ms after its successor came; no socket left over after closing`,
      met:
        lateOnes + missed + stale + stillLinking + leftOver + sockets === 0 &&
        scanned === tries.length &&
        open >= dialogs &&
        delays.length > 0,
    });
  },
  { env: { LEADWIRE_LOG: "warn,leadwire=info,leadwire::phones=debug", LEADWIRE_PUBLIC_URL: publicUrl, LEADWIRE_TRUSTED_PROXIES: "1" }, baseURL: publicUrl },
).finally(() => proxy?.stop());
