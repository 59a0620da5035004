// Leadwire's database cannot be written: the disk is full for a minute, then a Postgres cannot be reached for five. Meanwhile customers
// write and a person tries to answer. Nothing may be lost or come twice, whatever is refused says why, and nobody restarts anything.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { freePort, Leadwire, Simulator } from "../support/programs.js";
import { pause, until } from "./doors.js";
import { Doors } from "./fleet-doors.js";
import { compare, writing } from "./fleet-steps.js";
import { tell } from "./report.js";

const fullFor = Number(process.argv[2] ?? 60);
const awayFor = Number(process.argv[3] ?? 300);
const postgres = process.env.LEADWIRE_TEST_POSTGRES_URL;
if (!postgres) throw new Error("LEADWIRE_TEST_POSTGRES_URL names no server: bin/bench store-away starts one");
const customers = ["6281300000010", "6281300000011"];

/** A data folder on a file system of its own, 48 MiB in memory, and what fills it up. */
const smallDisk = {
  prepare: (folder) => execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", folder]),
  begin: ({ dataFolder }) => {
    const filler = join(dataFolder, "filler");
    try {
      for (let size = 48; ; size += 1) writeFileSync(filler, Buffer.alloc(2 ** 20), { flag: "a" });
    } catch (error) {
      if (error.code !== "ENOSPC") throw error;
    }
  },
  end: ({ dataFolder }) => rmSync(join(dataFolder, "filler")),
  clean: ({ dataFolder }) => execFileSync("umount", [dataFolder]),
};

/** What stands between Leadwire and Postgres, and can let nobody through. */
async function gateway() {
  const port = await freePort();
  const { hostname, port: to } = new URL(postgres);
  const open = new Set();
  const server = createServer((socket) => {
    const passed = connect({ host: hostname, port: Number(to) });
    for (const [one, other] of [[socket, passed], [passed, socket]]) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => (open.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  const listen = () => once(server.listen(port, "127.0.0.1"), "listening");
  const shut = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  await listen();
  const url = new URL(postgres);
  url.port = String(port);
  return { env: { LEADWIRE_DATABASE_URL: url.href }, begin: shut, end: listen, clean: shut };
}

/** One store that goes away for `seconds`; answers the figures and whether all was well. */
async function drill(name, store, seconds) {
  const simulator = await Simulator.start();
  const leadwire = await Leadwire.start({ simulator, env: { LEADWIRE_DEMO: "true", ...store.env }, prepare: store.prepare });
  try {
    const { pid } = leadwire;
    const doors = new Doors(leadwire.url);
    await doors.signIn();
    const phone = async () => (await doors.ask("list_phones"))[0];
    const { number } = await until(phone, (found) => found.state === "connected");
    const shop = number.replace(/\D/g, "");
    for (const customer of customers) await simulator.addHandset(customer, `Customer ${customer.slice(-2)}`);
    const writer = writing(simulator, customers, [shop], "while away".padEnd(1500, "."));
    const lead = async () => (await doors.ask("list_leads")).leads.find(({ name }) => name.startsWith("Customer"));
    const { id } = await until(lead, (found) => Boolean(found));
    const [answers, refusals] = [[], new Map()];
    const answer = async (message) => {
      const said = await doors.ask("send_message", message).then(() => null, (error) => error.message);
      if (said) refusals.set(said, (refusals.get(said) ?? 0) + 1);
      return said === null;
    };

    await store.begin(leadwire);
    const begun = Date.now();
    const seen = new Set();
    while (Date.now() - begun < seconds * 1000) {
      const message = { id: randomUUID(), lead: id, text: `answer ${answers.length} ${"Ω".repeat(3000)}` };
      answers.push({ ...message, taken: await answer(message) });
      await phone().then(({ state, cause }) => seen.add(`${state}${cause ? `: ${cause.sentence}` : ""}`), () => {});
      await pause(1000);
    }
    const [shopHandset] = (await simulator.call("GET", "handsets")).filter((handset) => handset.number === shop);
    const { waiting } = shopHandset.companions[0];
    await store.end(leadwire);
    const ended = Date.now();
    const back = await until(() => phone().catch(() => null), (found) => found?.state === "connected", 120_000);
    const backAfter = (Date.now() - ended) / 1000;
    // Who was refused tries again, as the page does.
    for (const message of answers) if (!message.taken) message.taken = await until(() => answer(message), Boolean, 60_000);
    const written = await writer.stop();
    const { lost, doubled } = await compare(doors, written);
    const got = async () => (await Promise.all(customers.map((customer) => simulator.messages(customer)))).flat().map(({ text }) => text);
    const arrived = await until(got, (texts) => answers.every(({ text }) => texts.includes(text)), 60_000);
    const times = (text) => arrived.filter((other) => other === text).length;
    const answersLost = answers.filter(({ text }) => times(text) === 0).length;
    const answersDoubled = answers.filter(({ text }) => times(text) > 1).length;
    const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
    const reasons = [...refusals.keys()].map((reason) => reason.replace(/^send_message: \d+ /, "").trim());
    return {
      figures: [
        [`${name}, ${seconds} s: answers tried meanwhile, refused`, `${answers.length}, ${refused} (${reasons.join(" | ") || "none"})`],
        [`${name}: what was told of the phone`, [...seen].join(" | ") || "pages could not be read either"],
        [`${name}: messages that WhatsApp kept, unacknowledged, at its end`, String(waiting)],
        [`${name}: connected again after its end`, back?.state === "connected" ? `${backAfter.toFixed(1)} s, the same process` : "never"],
        [`${name}: customers' messages, lost, shown twice`, `${written.length}, ${lost.length}, ${doubled.length}`],
        [`${name}: answers that never arrived, arrived twice`, `${answersLost}, ${answersDoubled}`],
      ],
      met:
        back?.state === "connected" && leadwire.pid === pid && refused > 0 && waiting > 0 && reasons.every((reason) => reason.includes("DatabaseAway")) &&
        lost.length + doubled.length + answersLost + answersDoubled === 0,
    };
  } catch (error) {
    console.error(leadwire.output.split("\n").slice(-30).join("\n"));
    throw error;
  } finally {
    await leadwire.stop();
    await store.clean(leadwire);
    await leadwire.remove();
    await simulator.stop();
  }
}

const full = await drill("Disk full", smallDisk, fullFor);
const away = await drill("Postgres away", await gateway(), awayFor);
tell("store-away", {
  title: "The database goes away",
  command: `bin/bench store-away ${fullFor} ${awayFor}`,
  how: `The data folder lies on a file system that is filled up for ${fullFor} s; then, with Postgres, every connection to it is cut and none let through for ${awayFor} s. Two customers write twice a second each, a person tries to answer every second and later repeats what was refused.`,
  figures: [...full.figures, ...away.figures],
  goal: "sends refused with a reason, what comes in is not acknowledged, full recovery without a restart, nothing lost or twice",
  met: full.met && away.met,
});
