// Figures, and the paragraph of docs/measurements.md that holds them.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const results = join(repository, "target/bench");

/** The value that `share` of the samples do not exceed (nearest rank). */
export function percentile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

export function spread(samples) {
  return `p50 ${ms(percentile(samples, 0.5))}, p90 ${ms(percentile(samples, 0.9))}, p99 ${ms(percentile(samples, 0.99))}, max ${ms(Math.max(...samples))}`;
}

function commit() {
  const git = (...args) => execFileSync("git", ["-C", repository, ...args], { encoding: "utf8" }).trim();
  return git("rev-parse", "--short=10", "HEAD") + (git("status", "--porcelain", "--untracked-files=no") ? " with local changes" : "");
}

function machine() {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
}

/** Prints a result and keeps it for `bin/bench write`. `met` is null when the issue asks for no figure. */
export function tell(name, { title, command, how, figures, goal, met }) {
  const block = [
    `## ${title}`,
    "",
    how,
    "",
    ...figures.map(([what, value]) => `- ${what}: **${value}**`),
    ...(goal ? [`- Goal: ${goal}: ${met ? "met" : "**missed**"}`] : []),
    "",
    `\`${command}\` · ${new Date().toISOString().slice(0, 10)} · commit ${commit()} · ${machine()}`,
    "",
  ].join("\n");
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${name}.md`), block);
  console.log(block);
  if (met === false) process.exitCode = 1;
}

/** Puts every kept result into docs/measurements.md; a section that was not measured again stays as it is. */
export function writeDocument(names) {
  const file = join(repository, "docs/measurements.md");
  const read = (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  };
  const old = read(file) ?? "";
  const [head, ...sections] = old.split(/^(?=## )/m);
  // A measurement with other numbers takes the place of the one before.
  const kept = new Map(sections.map((section) => [section.match(/^`bin\/bench ([a-z-]+)/m)?.[1] ?? section, section.trimEnd() + "\n"]));
  for (const name of names) {
    const block = read(join(results, `${name}.md`));
    if (block) kept.set(name, block.trimEnd() + "\n");
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [head.trimEnd() + "\n", ...kept.values()].join("\n"));
}
