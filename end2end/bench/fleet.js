// A thousand phones on one Leadwire: what they cost while nothing happens, and how they come back when WhatsApp, or Leadwire
// itself, was away. No browser: everything is asked of the doors that pages ask.
import { Doors } from "./fleet-doors.js";
import { allConnected, comings, compare, linkFailedAgain, linkPhones, noticing, writing } from "./fleet-steps.js";
import { cpuShare, handles, memory, steadyMemory } from "./process.js";
import { tell } from "./report.js";
import { onStage } from "./stage.js";

const phones = Number(process.argv[2] ?? 1000);
const few = Math.min(100, Math.ceil(phones / 10));
const outageSeconds = 5;
/** Connections a second: one every 33 ms, src/phones/limits.rs. */
const rate = 30;
const customers = Array.from({ length: 5 }, (_, index) => `62813000000${String(index + 10)}`);
const pause = (time) => new Promise((done) => setTimeout(done, time));
const say = (words) => process.stderr.write(`\n${new Date().toISOString().slice(11, 19)} ${words}\n`);
const seconds = (value) => (value === null ? "never" : `${value.toFixed(1)} s`);
const mib = (value) => `${value.toFixed(1)} MiB`;

await onStage(
  async ({ simulator, leadwire }) => {
    const doors = new Doors(leadwire.url);
    await doors.signIn();
    let failedLinks = 0;
    const connected = async (count) => {
      while ((await allConnected(doors, count, 40)) === null) {
        const failed = await linkFailedAgain(doors);
        if (failed === 0) throw new Error(`${count} phones were not connected: ${JSON.stringify((await doors.ask("list_phones")).filter(({ state }) => state !== "connected"))}`);
        failedLinks += failed;
      }
    };
    // Demo mode begins with a phone of its own.
    await connected(1);
    for (const [index, number] of customers.entries()) await simulator.addHandset(number, `Customer ${index + 1}`);

    say(`linking ${few}`);
    await linkPhones(doors, few - 1);
    await connected(few);
    const withFew = { memory: await steadyMemory(leadwire.pid), ...handles(leadwire.pid) };
    say(`${few} phones: ${JSON.stringify(withFew)}; linking ${phones}`);
    const linkedAt = Date.now();
    await linkPhones(doors, phones - few);
    await connected(phones);
    say(`linked in ${(Date.now() - linkedAt) / 1000} s`);
    const withAll = { memory: await steadyMemory(leadwire.pid), ...handles(leadwire.pid) };
    const idle = await cpuShare(leadwire.pid, 60);
    const slope = (withAll.memory.all - withFew.memory.all) / (phones - few);
    say(`${phones} phones: ${JSON.stringify(withAll)}, ${slope} MiB each, CPU ${idle}`);

    const numbers = (await doors.ask("list_phones")).slice(0, customers.length).map(({ number }) => number.replace(/\D/g, ""));
    const written = [];

    /** Customers write while WhatsApp or Leadwire is away; `since` is the moment from which coming back is counted. */
    const away = async (word, leave) => {
      const writers = writing(simulator, customers, numbers, word);
      const left = Date.now();
      const since = await leave();
      const back = await allConnected(doors, phones, 180, () => Date.now() > since);
      written.push(...(await writers.stop()));
      const came = await comings(simulator, left);
      const result = { ...came, within: (came.last - since) / 1000, shown: back && (back - since) / 1000 };
      say(`${word}: ${JSON.stringify(result)}`);
      return result;
    };
    const outage = await away("outage", async () => {
      const end = Date.now() + outageSeconds * 1000;
      await simulator.fault({ kind: "outage", duration_ms: outageSeconds * 1000 });
      await pause(end - Date.now());
      return end;
    });
    const restart = await away("restart", async () => {
      await leadwire.stop("SIGKILL");
      await pause(outageSeconds * 1000);
      leadwire.launch();
      return Date.now();
    });
    const afterRestart = { memory: await steadyMemory(leadwire.pid), ...handles(leadwire.pid) };
    say(`after the restart: ${JSON.stringify(afterRestart)}`);

    const frozenAt = Date.now();
    await simulator.fault({ kind: "freeze" });
    const { noticed, look } = noticing(frozenAt);
    const thawed = await allConnected(doors, phones, 240, look);
    const frozen = { noticed: Math.max(...noticed.values()), count: noticed.size, back: thawed && (thawed - frozenAt) / 1000, ...(await comings(simulator, frozenAt)) };
    await simulator.noFaults();
    say(`freeze: ${JSON.stringify(frozen)}`);

    const { lost, doubled } = await compare(doors, written);
    if (lost.length + doubled.length) console.error({ lost: lost.slice(0, 10), doubled: doubled.slice(0, 10) });

    await pause(10_000);
    const afterAll = { ...handles(leadwire.pid), memory: memory(leadwire.pid) };
    for (const { id } of await doors.ask("list_phones")) await doors.ask("act_on_phone", { phone: id, action: "disconnect" });
    await pause(15_000);
    const disconnected = { ...handles(leadwire.pid), memory: memory(leadwire.pid) };
    const leftOpen = (await simulator.connections()).length;
    say(`in the end: ${JSON.stringify({ afterAll, disconnected, leftOpen })}`);

    const checks = {
      links: failedLinks === 0,
      memory: slope <= 0.6,
      idle: idle <= 0.03,
      outage: outage.shown !== null && outage.within <= 60 && outage.peak <= 2 * rate,
      restart: restart.shown !== null && restart.within <= 60 && restart.peak <= 2 * rate,
      messages: written.length > 0 && lost.length === 0 && doubled.length === 0,
      frozen: frozen.count === phones && frozen.noticed <= 60 && frozen.back !== null && frozen.back <= 120 && frozen.peak <= 2 * rate,
      leftovers: afterAll.files <= withAll.files + 10 && afterAll.threads <= withAll.threads + 2 && disconnected.files < 100 && leftOpen === 0,
    };
    const missed = Object.keys(checks).filter((name) => !checks[name]);
    if (missed.length) console.error(`missed: ${missed.join(", ")}`);
    const came = ({ within, shown, peak, tries }) =>
      `logged in within ${seconds(within)}, all shown as connected after ${seconds(shown)}; at most ${peak} logins and ${tries} tries a second`;
    tell("fleet", {
      title: `${phones.toLocaleString("en")} phones`,
      command: "bin/bench fleet",
      how: `${phones} phones are linked, and stay idle; then WhatsApp drops them all and lets nobody in for ${outageSeconds} s; then Leadwire is killed (-9) and started ${outageSeconds} s later; then every open connection freezes without being closed. ${customers.length} customers write all through the outage and the restart. App, simulator and drill on one machine; optimised build with the simulator. Memory is PSS, at rest.`,
      figures: [
        ["Links that had to be begun anew", String(failedLinks)],
        [`Memory with ${few} phones, with all`, `${mib(withFew.memory.all)}, ${mib(withAll.memory.all)}`],
        ["Memory for each more phone", `${slope.toFixed(2)} MiB`],
        ["Memory with all, after the restart", mib(afterRestart.memory.all)],
        ["Processor while nothing happens, over 60 s", `${(idle * 100).toFixed(1)} % of a core`],
        ["Outage, after its end", came(outage)],
        ["Restart, after its begin", came(restart)],
        ["Frozen", `all noticed after ${seconds(frozen.noticed)}, all connected again after ${seconds(frozen.back)}; at most ${frozen.peak} logins a second`],
        ["Messages that customers wrote meanwhile", `${written.length}, lost ${lost.length}, shown twice ${doubled.length}`],
        ["Open files and threads with all phones, and after everything", `${withAll.files} and ${withAll.threads}; ${afterAll.files} and ${afterAll.threads}`],
        ["Open files once all are disconnected", String(disconnected.files)],
      ],
      goal: `at most 0.6 MiB for each more phone, 3 % of a core; all back within 60 s of an outage and of a restart, within 120 s of a freeze that is noticed within 60 s; at most ${2 * rate} logins a second; 0 messages lost or shown twice; nothing left open`,
      met: missed.length === 0,
    });
  },
  { env: { LEADWIRE_DEMO: "1" }, withBrowser: false },
);
