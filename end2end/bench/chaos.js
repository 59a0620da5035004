// Many seeds of the office test "chaos", each with many faults.
import { spawnSync } from "node:child_process";
import { repository, tell } from "./report.js";

const seeds = Number(process.argv[2] ?? 50);
const steps = Number(process.argv[3] ?? 200);
const first = Number(process.argv[4] ?? 1);

let passed = 0;
const failed = [];
for (let seed = first; seed < first + seeds; seed += 1) {
  const run = spawnSync(
    "bin/with-postgres",
    ["cargo", "nextest", "run", "--locked", "--workspace", "--features", "leadwire/simulator", "--no-capture", "--run-ignored", "all", "-E", "binary(office) and test(chaos)"],
    {
      cwd: repository,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...process.env, LEADWIRE_CHAOS_SEED: String(seed), LEADWIRE_CHAOS_SEEDS: "1", LEADWIRE_CHAOS_STEPS: String(steps) },
    },
  );
  if (run.status === 0) passed += 1;
  else {
    failed.push(seed);
    console.error(`${run.stdout}${run.stderr}`.split("\n").slice(-40).join("\n"));
  }
  process.stderr.write(`\rseed ${seed}: ${passed} passed, ${failed.length} failed`);
}
process.stderr.write("\n");
tell("chaos", {
  title: `${seeds} seeds of chaos, ${steps} faults each`,
  command: `bin/bench chaos ${seeds} ${steps}`,
  how: "Two customers write and are answered twenty times a second while the simulator plays faults that a seed decides, ten a second. Then every text of theirs must stand in the conversation once and in order, every answer must have arrived once, and nothing may have panicked. Failed seeds can be played again.",
  figures: [
    ["Faults played", String(seeds * steps)],
    ["Seeds without fault", String(passed)],
    ["Seeds that failed", failed.length ? failed.join(", ") : "0"],
  ],
  goal: "0 lost, 0 twice, 0 panics",
  met: failed.length === 0,
});
