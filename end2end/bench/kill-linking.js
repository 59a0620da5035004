// kill -9 of the server while a phone is being linked, at moments that a seed decides. Afterwards the phone and the handset must
// agree: connected here and one linked device there, or no link here and none there.
import { Leadwire, Simulator } from "../support/programs.js";
import { pause, signedIn, until } from "./doors.js";
import { seeded } from "./random.js";
import { ms, tell } from "./report.js";

const rounds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? 1);
const settled = ["connected", "code_expired", "failed", "new", "logged_out"];
const moments = { "before a code": 0, "with a code on show": 0, "after the scan": 0 };

const random = seeded(seed);
const simulator = await Simulator.start();
const leadwire = await Leadwire.start({ simulator, env: { LEADWIRE_DEMO: "true" } });
try {
  let ask = await signedIn(leadwire);
  const phones = () => ask("list_phones");
  await until(phones, (list) => list[0]?.state === "connected");

  const ends = new Map();
  const wrong = [];
  let slowest = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const name = `Round ${round}`;
    const { id } = await ask("add_phone", { name });
    const one = async () => (await phones()).find((phone) => phone.id === id);
    const moment = Object.keys(moments)[Math.floor(random() * 4)] ?? "after the scan";
    if (moment !== "before a code") await until(one, (phone) => phone.state === "waiting_for_scan");
    // What the dying server answers to the scan is of no interest.
    if (moment === "after the scan") void ask("scan_with_simulated_handset", { phone: id }).catch(() => {});
    await pause(random() * { "before a code": 80, "with a code on show": 300, "after the scan": 350 }[moment]);
    await leadwire.stop("SIGKILL");
    moments[moment] += 1;
    const restarted = Date.now();
    leadwire.launch();
    await leadwire.ready(60_000);
    const phone = await until(one, (found) => settled.includes(found.state));
    slowest = Math.max(slowest, Date.now() - restarted);
    // The demo's own phone has one; numbers of phones that were removed are linked again, so all handsets are counted.
    const handsets = await simulator.call("GET", "handsets");
    const devices = handsets.reduce((sum, handset) => sum + handset.companions.length, 0) - 1;
    const end = phone.state === "connected" ? "connected by itself" : `${phone.state} (${phone.cause?.code ?? "no cause"})`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (devices !== (phone.state === "connected" ? 1 : 0)) wrong.push(`round ${round}, killed ${moment}: ${end}, ${devices} devices on handsets`);
    await ask("act_on_phone", { phone: id, action: "remove" });
    process.stderr.write(`\rround ${round} of ${rounds}`);
  }
  process.stderr.write("\n");
  for (const sentence of wrong) console.error(sentence);
  tell("kill-linking", {
    title: `${rounds} times kill -9 while a phone is linked`,
    command: `bin/bench kill-linking ${rounds} ${seed}`,
    how: `The server is killed at moments that seed ${seed} decides: within 80 ms of "Link a phone", within 300 ms of the code, within 350 ms of the scan. It is started again at once; then the phone's state is compared with the linked devices on the handset.`,
    figures: [
      ...Object.entries(moments).map(([moment, count]) => [`Killed ${moment}`, String(count)]),
      ...[...ends].sort().map(([end, count]) => [`Ended ${end}`, String(count)]),
      ["Phone and handset disagreed", String(wrong.length)],
      ["Settled after the restart, at most", ms(slowest)],
    ],
    goal: "phone and handset always agree",
    met: wrong.length === 0,
  });
} catch (error) {
  console.error(leadwire.output.split("\n").slice(-30).join("\n"));
  throw error;
} finally {
  await leadwire.remove();
  await simulator.stop();
}
