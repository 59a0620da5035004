// What a running program uses, as Linux counts it.
import { readFileSync, readdirSync } from "node:fs";
import { execFileSync } from "node:child_process";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const pause = (time) => new Promise((done) => setTimeout(done, time));

/** Memory in MiB: `all` is what would be free without it (PSS), `own` the part that is in no file. */
export function memory(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const mib = (name) => Number(rollup.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))[1]) / 1024;
  return { all: mib("Pss"), own: mib("Pss_Anon") };
}

/** Memory once eight readings, five seconds apart, lie within one percent or a MiB; after three minutes the last reading. */
export async function steadyMemory(pid) {
  const readings = [];
  while (readings.length < 36) {
    readings.push(memory(pid));
    const last = readings.slice(-8).map(({ all }) => all);
    const spread = Math.max(...last) - Math.min(...last);
    if (last.length === 8 && spread <= Math.max(1, last[0] / 100)) break;
    await pause(5000);
  }
  return readings.at(-1);
}

/** The share of one core that is used over so many seconds. */
export async function cpuShare(pid, seconds) {
  const used = () => {
    // The program's name, in brackets, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  };
  const [before, begun] = [used(), performance.now()];
  await pause(seconds * 1000);
  return (used() - before) / ((performance.now() - begun) / 1000);
}

/** Open files, sockets among them, and threads. */
export function handles(pid) {
  return { files: readdirSync(`/proc/${pid}/fd`).length, threads: readdirSync(`/proc/${pid}/task`).length };
}
