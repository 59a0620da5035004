// From `bin/demo`, everything built already, to the sign-in page on the screen.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { launchOptions } from "../support/browser.js";
import { freePort } from "../support/programs.js";
import { ms, percentile, repository, tell } from "./report.js";

const runs = Number(process.argv[2] ?? 5);
const browser = await chromium.launch(launchOptions);
const samples = [];
const left = [];

async function start() {
  const listen = `127.0.0.1:${await freePort()}`;
  const simulator = `127.0.0.1:${await freePort()}`;
  const page = await browser.newPage();
  const begun = performance.now();
  const demo = spawn(join(repository, "bin/demo"), {
    env: { ...process.env, LEADWIRE_LISTEN: listen, LEADWIRE_SIMULATOR_LISTEN: simulator },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise((done) => demo.once("exit", done));
  await new Promise((done, failed) => {
    let said = "";
    demo.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (said.includes(`http://${listen}`)) done();
    });
    void ended.then(() => failed(new Error(`bin/demo ended:\n${said}`)));
  });
  await page.goto(`http://${listen}/`);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  const took = performance.now() - begun;
  await page.close();
  // Ctrl-C reaches the whole group, as from a terminal.
  process.kill(-demo.pid, "SIGINT");
  await ended;
  for (const address of [listen, simulator]) {
    const answer = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(1000) }).catch(() => null);
    if (answer) left.push(address);
  }
  return took;
}

try {
  await start(); // builds what is not built yet; not counted
  for (let run = 0; run < runs; run += 1) samples.push(await start());
} finally {
  await browser.close();
}
tell("demo-start", {
  title: "Warm start of the demo",
  command: "bin/bench demo-start",
  how: `\`bin/demo\` with everything built, ${runs} times: from its start to the sign-in page in a Chromium that was open already. Then Ctrl-C; nothing may listen afterwards.`,
  figures: [
    ["To the first page", `median ${ms(percentile(samples, 0.5))}, slowest ${ms(Math.max(...samples))}`],
    ["Left listening after Ctrl-C", String(left.length)],
  ],
  goal: "at most 5 s, nothing left",
  met: Math.max(...samples) <= 5000 && left.length === 0,
});
