// Steps of the machine's clock while a phone is connected, played to the server alone by Debian's libfaketime. No step may cost a
// connection, and a connection that is dead must be noticed all the same.
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { Leadwire, Simulator } from "../support/programs.js";
import { pause, signedIn, until } from "./doors.js";
import { tell } from "./report.js";

const hold = Number(process.argv[2] ?? 40) * 1000;
const library = process.env.LEADWIRE_FAKETIME ?? "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
if (!existsSync(library)) throw new Error(`${library} is missing: apt-get install faketime`);
const [minute, hour, year] = [60, 3600, 365.25 * 86400];
const steps = [
  ["+30 s", minute / 2],
  ["-30 s", -minute / 2],
  ["+1 h", hour],
  ["-1 h", -hour],
  ["+10 years", 10 * year],
  ["-10 years", -10 * year],
];

const file = join(tmpdir(), `leadwire-clock-${process.pid}`);
const set = (seconds) => {
  // Whole at once: it is read all the time.
  writeFileSync(`${file}.new`, `${seconds < 0 ? "" : "+"}${seconds}\n`);
  renameSync(`${file}.new`, file);
};
set(0);
const simulator = await Simulator.start();
const leadwire = await Leadwire.start({
  simulator,
  env: { LEADWIRE_DEMO: "true", LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1", DONT_FAKE_MONOTONIC: "1" },
});
try {
  const figures = [];
  let met = true;
  const connects = async () => (await simulator.call("GET", "connects")).counts.sockets;
  const state = async (ask) => (await ask("list_phones"))[0].state;
  let ask = await signedIn(leadwire);
  await until(() => ask("list_leads"), (page) => page.leads.length === 4);
  for (const [name, seconds] of steps) {
    await until(() => state(ask), (now) => now === "connected");
    await simulator.call("DELETE", "connects");
    set(seconds);
    // A sign-in does not outlive ten years.
    ask = await signedIn(leadwire);
    const [lead] = (await ask("list_leads")).leads;
    const sent = await ask("send_message", { id: randomUUID(), lead: lead.id, text: `After ${name}` });
    const shift = Math.round((sent.at - Date.now()) / 1000);
    if (Math.abs(shift - seconds) > 5) throw new Error(`libfaketime does not reach the server: ${shift} s instead of ${seconds} s`);
    await pause(hold);
    const caused = await connects();
    const status = async () => (await ask("thread", { lead: lead.id })).messages.find((message) => message.id === sent.id)?.status;
    const arrived = await until(status, (now) => ["delivered", "read"].includes(now), 10_000);
    await simulator.fault({ kind: "freeze" });
    const frozen = Date.now();
    const again = await until(connects, (count) => count > caused, 90_000);
    const noticed = (Date.now() - frozen) / 1000;
    await simulator.noFaults();
    const good = caused === 0 && again > caused && noticed <= 60 && ["delivered", "read"].includes(arrived);
    met &&= good;
    figures.push([name, `${caused} connections in ${hold / 1000} s, a message ${arrived}; a dead connection was replaced after ${noticed.toFixed(1)} s`]);
    console.error(figures.at(-1).join(": "));
    await until(() => state(ask), (now) => now === "connected");
    set(0);
    ask = await signedIn(leadwire);
  }
  tell("clock-steps", {
    title: "Steps of the clock",
    command: "bin/bench clock-steps",
    how: `The server runs under libfaketime, its monotonic clock untouched. Each step is held for ${hold / 1000} s with a message sent, then the connection is frozen without being closed; the clock steps back before the next one.`,
    figures,
    goal: "no connection because of a step, a dead one noticed within 60 s",
    met,
  });
} catch (error) {
  console.error(leadwire.output.split("\n").slice(-30).join("\n"));
  throw error;
} finally {
  await leadwire.remove();
  await simulator.stop();
}
