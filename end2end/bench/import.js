// Importing leads from a file: how long it takes, what the server holds in memory meanwhile, how soon a page is answered beside it.
//   node bench/import.js [LEADS]     with LEADWIRE_TEST_POSTGRES_URL set, on Postgres too
import { execFileSync } from "node:child_process";
import { pause, signedIn } from "./doors.js";
import { memory } from "./process.js";
import { ms, percentile, tell } from "./report.js";
import { onStage } from "./stage.js";

const leads = Number(process.argv[2] ?? 100_000);
const GOAL_S = 60;
const postgres = process.env.LEADWIRE_TEST_POSTGRES_URL;

const row = (at) => `Person ${at},+62 812-${String(at).padStart(7, "0")},"fair; city ${at % 20}",Fair,${at % 3 ? "" : `"Asked about chair ${at}, and the lamp"`}`;
const file = `Name,Phone,Tags,Source,Notes\n${Array.from({ length: leads }, (_, at) => row(at)).join("\n")}\n`;

async function measure(name, env) {
  let figures;
  let isMet;
  await onStage(
    async ({ leadwire }) => {
      const ask = await signedIn(leadwire);
      const before = memory(leadwire.pid).own;
      const sent = performance.now();
      const answer = await fetch(`${leadwire.url}/upload/leads?name=people.csv&zone=0`, {
        method: "POST",
        headers: { origin: leadwire.url, cookie: ask.cookie },
        body: file,
      });
      const id = await answer.text();
      if (!answer.ok) throw new Error(id);
      const uploaded = performance.now() - sent;
      const begun = performance.now();
      await ask("begin_import", { import: id });
      let now;
      let most = before;
      const took = [];
      do {
        await pause(100);
        const asked = performance.now();
        await ask("list_leads");
        took.push(performance.now() - asked);
        most = Math.max(most, memory(leadwire.pid).own);
        now = (await ask("imports")).imports[0];
      } while (now.state === "running");
      const seconds = (performance.now() - begun) / 1000;
      if (now.added !== leads) throw new Error(`${JSON.stringify(now)}`);
      isMet = seconds <= (GOAL_S * leads) / 100_000;
      figures = [
        [`${name}: sending the file in and looking at it (${(file.length / 2 ** 20).toFixed(1)} MiB)`, ms(uploaded)],
        [`${name}: from the click to the last lead`, `${seconds.toFixed(1)} s, ${Math.round(leads / seconds).toLocaleString("en")} leads a second`],
        [`${name}: memory before, the most meanwhile`, `${before.toFixed(0)} MiB, ${most.toFixed(0)} MiB`],
        [`${name}: first page of leads meanwhile`, `p50 ${ms(percentile(took, 0.5))}, p99 ${ms(percentile(took, 0.99))}`],
      ];
    },
    { env, withBrowser: false },
  );
  return { figures, isMet };
}

const inSqlite = await measure("SQLite", {});
let inPostgres = { figures: [], isMet: true };
if (postgres) {
  execFileSync("psql", [postgres, "-qc", "CREATE DATABASE importing"]);
  inPostgres = await measure("Postgres", { LEADWIRE_DATABASE_URL: postgres.replace(/[^/]*$/, "importing") });
}

tell("import", {
  title: `Importing ${leads.toLocaleString("en")} leads`,
  command: `bin/bench import ${leads}`,
  how: `A file with names, numbers, two tags each, a source, and a note for every third. ${process.env.LEADWIRE_BENCH_BUILD ?? "Release build"}; the first page of leads is asked for all the time.`,
  figures: [...inSqlite.figures, ...inPostgres.figures],
  // What another build does says nothing of the goal.
  goal: process.env.LEADWIRE_BENCH_BUILD ? null : `100,000 leads within ${GOAL_S} s, memory flat`,
  met: process.env.LEADWIRE_BENCH_BUILD ? null : inSqlite.isMet && inPostgres.isMet,
});
