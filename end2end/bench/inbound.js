// Messages that come in over many phones: how long each takes from decrypted to stored at a steady pace, and how many a second are stored
// when they all come at once.
//   node bench/inbound.js [PHONES [PER_SECOND [MESSAGES]]]
//
// The server logs every batch that it stored ("Stored what came": how many messages, microseconds from decrypted to committed, and when).
import { Doors } from "./fleet-doors.js";
import { allConnected, linkFailedAgain, linkPhones } from "./fleet-steps.js";
import { pause, until } from "./doors.js";
import { ms, percentile, spread, tell } from "./report.js";
import { onStage } from "./stage.js";

const phones = Number(process.argv[2] ?? 100);
const perSecond = Number(process.argv[3] ?? 500);
const messages = Number(process.argv[4] ?? 20_000);
const SECONDS = 20;
const GOAL_PER_SECOND = 1000;
const stored = /Stored what came.*?\bmessages=(\d+).*?\btook_us=(\d+).*?\bat_ms=(\d+)/g;
const customer = (index) => `62813${String(10_000_000 + index)}`;

await onStage(
  async ({ simulator, leadwire }) => {
    const doors = new Doors(leadwire.url);
    await doors.signIn();
    const connected = async (count) => {
      while ((await allConnected(doors, count, 60)) === null) {
        if ((await linkFailedAgain(doors)) === 0) throw new Error(`${count} phones were not connected`);
      }
    };
    await connected(1);
    await linkPhones(doors, phones - 1);
    await connected(phones);
    const numbers = (await doors.ask("list_phones")).map(({ number }) => number.replace(/\D/g, ""));
    for (const [index] of numbers.entries()) await simulator.addHandset(customer(index), `Customer ${index + 1}`);

    let read = 0;
    /** What was logged since it was last asked: one entry for each message. */
    const news = () => {
      const output = leadwire.output;
      const lines = [...output.slice(read).matchAll(stored)];
      if (lines.length) read += lines.at(-1).index + lines.at(-1)[0].length;
      return lines.flatMap(([, count, took, at]) => Array.from({ length: Number(count) }, () => ({ took: Number(took) / 1000, at: Number(at) })));
    };
    const all = async (count, within) => {
      const came = [];
      await until(async () => came.push(...news()), () => came.length >= count, within);
      if (came.length !== count) throw new Error(`${came.length} of ${count} messages were stored`);
      return came;
    };
    // The first message of each makes a lead and a session.
    await Promise.all(numbers.map((number, index) => simulator.write(customer(index), number, "Hello")));
    await until(async () => (await doors.texts()).filter((text) => text === "Hello").length, (count) => count >= phones, 60_000);
    news();

    const begun = performance.now();
    const count = perSecond * SECONDS;
    const open = new Set();
    for (let index = 0; index < count; index += 1) {
      await pause(Math.max(0, begun + (index * 1000) / perSecond - performance.now()));
      const sending = simulator.write(customer(index % phones), numbers[index % phones], `Steady ${index}`);
      open.add(sending);
      void sending.finally(() => open.delete(sending));
    }
    await Promise.all(open);
    const offered = count / ((performance.now() - begun) / 1000);
    const steady = await all(count, 60_000);

    const share = Math.floor(messages / phones);
    const sent = Date.now();
    await Promise.all(numbers.map((number, index) => simulator.call("POST", `handsets/${customer(index)}/messages/many`, { to: number, count: share, prefix: "Burst" })));
    const handedOver = (Date.now() - sent) / 1000;
    const burst = await all(share * phones, 300_000);
    const seconds = (Math.max(...burst.map(({ at }) => at)) - sent) / 1000;
    const rate = burst.length / seconds;

    tell("inbound", {
      title: `Messages that come in over ${phones} phones`,
      command: `bin/bench inbound ${phones} ${perSecond} ${messages}`,
      how: `${phones} phones with a customer each; simulator, app and the one who asks share this machine, and encrypting takes its part of it. Steady: ${perSecond} a second for ${SECONDS} s. At once: ${share * phones} messages as fast as the simulator encrypts them. SQLite, every commit on the disk before WhatsApp is told. From decrypted to stored: by the server's own clock, waiting for its turn included.`,
      figures: [
        [`Steady, ${Math.round(offered)} a second offered: from decrypted to stored`, spread(steady.map(({ took }) => took))],
        [`At once: stored a second`, `${Math.round(rate).toLocaleString("en")} (all within ${seconds.toFixed(1)} s; the simulator had handed them over after ${handedOver.toFixed(1)} s)`],
        [`At once: from decrypted to stored`, `p50 ${ms(percentile(burst.map(({ took }) => took), 0.5))}, p99 ${ms(percentile(burst.map(({ took }) => took), 0.99))}`],
      ],
      goal: `${GOAL_PER_SECOND.toLocaleString("en")} a second stored, and p99 at most 100 ms at half of that`,
      met: rate >= GOAL_PER_SECOND && percentile(steady.map(({ took }) => took), 0.99) <= 100,
    });
  },
  { env: { LEADWIRE_DEMO: "1", LEADWIRE_LOG: "warn,leadwire::conversations=debug" }, withBrowser: false },
);
