// Many seeds of the office test "chaos", each with many faults, a few seeds at once.
import { execFileSync, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { repository, tell } from "./report.js";

const seeds = Number(process.argv[2] ?? 50);
const steps = Number(process.argv[3] ?? 200);
const first = Number(process.argv[4] ?? 1);
const test = "chaos::after_any_chaos_everything_is_there_once_and_in_order";
/** Most of a seed is waiting. */
const AT_ONCE = 11 * availableParallelism();

/** Builds the office tests, optimised: most of what this costs is cryptography. Answers their program. */
function officeTests() {
  const build = ["test", "--no-run", "--release", "--locked", "--workspace", "--features", "leadwire/simulator", "--test", "office", "--message-format", "json"];
  const said = execFileSync("cargo", build, { cwd: repository, encoding: "utf8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "inherit"] });
  const artifacts = said.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return artifacts.find(({ target, executable }) => executable && target.name === "office").executable;
}

/** Plays one seed; answers whether everything was there. */
function play(program, seed) {
  const env = { ...process.env, LEADWIRE_CHAOS_SEED: String(seed), LEADWIRE_CHAOS_SEEDS: "1", LEADWIRE_CHAOS_STEPS: String(steps) };
  const run = spawn(program, ["--exact", test, "--nocapture"], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  return new Promise((done) => {
    run.once("close", (status) => {
      const passed = status === 0 && said.includes("1 passed");
      if (!passed) console.error(`\nseed ${seed}:\n${said.split("\n").slice(0, 40).join("\n")}`);
      done(passed);
    });
  });
}

const program = officeTests();
const begun = Date.now();
let next = first;
let passed = 0;
const failed = [];
const some = async () => {
  while (next < first + seeds) {
    const seed = next;
    next += 1;
    if (await play(program, seed)) passed += 1;
    else failed.push(seed);
    process.stderr.write(`\r${passed} passed, ${failed.length} failed of ${seeds}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, some));
process.stderr.write("\n");
tell("chaos", {
  title: `${seeds} seeds of chaos, ${steps} faults each`,
  command: `bin/bench chaos ${seeds} ${steps} ${first}`,
  how: "Two customers write and are answered in turns, five times a second, while the simulator plays faults of WhatsApp and of the network that a seed decides, ten a second, and the database is locked, full or fails one kind of statement, now and then. Then every text of theirs must stand in the conversation once and in order, every answer must have arrived once, and nothing may have panicked. Failed seeds can be played again.",
  figures: [
    ["Faults played", String(seeds * steps)],
    ["Seeds without fault", String(passed)],
    ["Seeds that failed", failed.length ? failed.join(", ") : "0"],
    ["Took", `${Math.round((Date.now() - begun) / 60_000)} min`],
  ],
  goal: "0 lost, 0 twice, 0 panics",
  met: failed.length === 0,
});
