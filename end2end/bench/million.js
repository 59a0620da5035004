// A million leads with ten messages each: how long the server takes for the pages that a team opens all day.
//   node bench/million.js [LEADS]     with LEADWIRE_TEST_POSTGRES_URL set, on Postgres too
import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { pause, signedIn } from "./doors.js";
import { percentile, ms, tell } from "./report.js";
import { onStage } from "./stage.js";

const leads = Number(process.argv[2] ?? 1_000_000);
const PER_LEAD = 10;
/** One conversation is long. */
const LONG = 50_000;
const PER_SECOND = 100;
/** At a hundred a second, searches in Postgres fell behind on two cores; where their limit is was not looked for. */
const SEARCHES_PER_SECOND_IN_POSTGRES = 20;
const SECONDS = 20;
const DAY = 86_400_000;
/** The stages that every installation begins with, but for the last digit. */
const stage = "019ac8e0-0000-7000-8000-00000000000";
const postgres = process.env.LEADWIRE_TEST_POSTGRES_URL;

/** What differs between the two. */
const SQLITE = { hex: (n) => `printf('%012x', ${n})`, text: (n) => `CAST(${n} AS TEXT)`, generated: false };
const POSTGRES = { hex: (n) => `lpad(to_hex(${n}), 12, '0')`, text: (n) => `CAST(${n} AS TEXT)`, generated: true };

/** Fills an empty installation, in steps whose parts may run side by side; `me` and `phone` are ids that exist. */
function filling({ hex, text, generated }, { me, phone, now }) {
  const id = (block, n) => `'01900000-0000-7000-800${block}-' || ${hex(n)}`;
  // Spread over two years; a prime keeps neighbours apart.
  const at = `(${now} - (n.i * 7919 % 1000000) * ${Math.floor((730 * DAY) / 1_000_000)})`;
  const isOurs = "(n.i % 3 = 0)";
  const isDone = "(n.i % 2 = 1)";
  const count = (name, from, to) => `WITH RECURSIVE ${name}(i) AS (SELECT CAST(${from} AS BIGINT) UNION ALL SELECT i + 1 FROM ${name} WHERE i < ${to})`;
  const line = (k) => `'Line ' || ${text(k)} || ' about the table with six chairs, the lamp, or the delivery on Saturday'`;
  // What numbers the rows for the search; Postgres does it by itself.
  const key = (value) => (generated ? ["", ""] : [", search_key", `, ${value}`]);
  const [column, ofLead] = key("n.i");
  const [, ofMessage] = key("n.i + 1");
  const [, ofLong] = key(`${leads * PER_LEAD} + n.i`);
  const quarter = Math.ceil((leads * PER_LEAD) / 4);
  const messages = [0, 1, 2, 3].map(
    (part) => `
${count("n", part * quarter, Math.min((part + 1) * quarter, leads * PER_LEAD) - 1)}
INSERT INTO messages (id, lead_id, phone_id, ours, stanza_id, sender, text, at, status${column})
SELECT ${id(1, "n.i")}, l.id, '${phone}', n.i % 2, 'S' || ${text("n.i")}, 'Somebody', ${line(`n.i % ${PER_LEAD}`)},
  l.last_message_at - (${PER_LEAD - 1} - n.i % ${PER_LEAD}) * 60000, CASE WHEN n.i % 2 = 1 THEN 'read' ELSE 'received' END${ofMessage}
FROM n JOIN leads l ON l.id = ${id(0, `n.i / ${PER_LEAD} + 1`)};`,
  );
  const people = `
${count("n", 1, leads)}
INSERT INTO leads (id, name, number, last_message, last_message_is_ours, last_message_at, unread, created_at, owner_id, waiting_since, due_at, due_note, planned_at, done_at, stage_id, tags${column})
SELECT ${id(0, "n.i")}, 'Customer ' || ${text("n.i")}, '+' || ${text("628000000000 + n.i")}, ${line(PER_LEAD)},
  CASE WHEN ${isOurs} THEN 1 ELSE 0 END, ${at}, CASE WHEN ${isOurs} THEN 0 ELSE n.i % 4 END, ${at} - ${DAY},
  CASE WHEN n.i % 5 < 2 THEN '${me}' END,
  CASE WHEN NOT ${isOurs} THEN ${at} END,
  CASE WHEN n.i % 50 = 0 THEN ${now} + (n.i % 100 - 50) * ${DAY} END, '', NULL,
  CASE WHEN ${isDone} THEN ${at} + 60000 END, '${stage}' || (1 + n.i % 6), CASE WHEN n.i % 20 = 0 THEN 'vip' ELSE '' END${ofLead}
FROM n;
INSERT INTO lead_tags (lead_id, tag, last_message_at) SELECT id, tags, last_message_at FROM leads WHERE tags <> '';`;
  const rest = `
${count("n", 1, LONG)}
INSERT INTO messages (id, lead_id, phone_id, ours, stanza_id, sender, text, at, status${column})
SELECT ${id(2, "n.i")}, ${id(0, "1")}, '${phone}', n.i % 2, 'L' || ${text("n.i")}, 'Somebody', ${line("n.i")},
  ${now} - (${LONG} - n.i) * 60000, CASE WHEN n.i % 2 = 1 THEN 'read' ELSE 'received' END${ofLong}
FROM n;
UPDATE leads SET last_message_at = ${now} WHERE id = ${id(0, "1")};
`;
  return [[people], messages, [rest]];
}

/** Asks at a steady pace, whatever the answers take; answers how long each took, in milliseconds. */
async function load(ask, next, perSecond) {
  const took = [];
  const asked = [];
  const begun = performance.now();
  for (let index = 0; index < perSecond * SECONDS; index += 1) {
    await pause(Math.max(0, begun + (index * 1000) / perSecond - performance.now()));
    const [door, fields] = next(index);
    const sent = performance.now();
    asked.push(ask(door, fields).then(() => took.push(performance.now() - sent)));
  }
  await Promise.all(asked);
  return took;
}

async function measure(name, dialect, env, fill) {
  const figures = [];
  const halves = new Map();
  let isMet = true;
  await onStage(
    async ({ leadwire }) => {
      const ask = await signedIn(leadwire);
      const phone = (await ask("add_phone", { name: "Sales" })).id;
      const me = (await ask("colleagues"))[0].id;
      await leadwire.stop();
      const begun = Date.now();
      await fill(leadwire, filling(dialect, { me, phone, now: Date.now() }));
      console.error(`${name}: filled in ${Math.round((Date.now() - begun) / 1000)} s`);
      await leadwire.run();
      const again = await signedIn(leadwire);
      const first = await again("list_leads");
      // Pages from all over the list.
      const cursors = [first.next];
      for (let page = 0; page < 20; page += 1) cursors.push((await again("list_leads", { after: cursors.at(-1) })).next);
      const deep = `${Date.now() - 365 * DAY}.${first.leads[0].id}`;
      const long = first.leads[0].id;
      const goals = [
        ["First page of leads", () => ["list_leads", {}], 5, 25],
        ["First page of a stage", () => ["list_leads", { "filter[stage]": `${stage}3` }], 5, 25],
        ["First page of nobody's at a stage", () => ["list_leads", { "filter[stage]": `${stage}3`, "filter[owner]": "nobodys" }], 5, 25],
        ["First page of mine, unanswered", () => ["list_leads", { "filter[owner]": "mine", "filter[state]": "waiting" }], 5, 25],
        ["First page of a tag", () => ["list_leads", { "filter[tag]": "vip" }], 5, 25],
        ["First page of mine at a stage with a tag", () => ["list_leads", { "filter[stage]": `${stage}5`, "filter[owner]": "mine", "filter[tag]": "vip" }], 5, 25],
        ["First page of those who wrote since yesterday", () => ["list_leads", { "filter[state]": "wrote", "filter[since]": Date.now() - DAY }], 5, 25],
        ["First page of those with a tag who wrote since yesterday", () => ["list_leads", { "filter[state]": "wrote", "filter[since]": Date.now() - DAY, "filter[tag]": "vip" }], 5, 25],
        ["First page of those to whom we wrote since yesterday", () => ["list_leads", { "filter[state]": "sent", "filter[since]": Date.now() - DAY }], 5, 25],
        ["Next page of a stage, a year back", () => ["list_leads", { "filter[stage]": `${stage}3`, after: deep }], 5, 25],
        ["Next page of leads", (index) => ["list_leads", { after: index % 2 ? deep : cursors[index % cursors.length] }], 5, 25],
        ["Today, mine", () => ["today", { everybodys: "false" }], 50, 50],
        ["Today, everybody's", () => ["today", { everybodys: "true" }], 50, 50],
        ["Search for a name", (index) => ["search", { typed: `customer ${(index * 7919) % leads}` }], 50, 50],
        ["Search for a number", (index) => ["search", { typed: [`0800 ${String(1_000_000 + index).slice(1)}`, `+62 800000${index % 1000}`, String(100_000 + index)][index % 3] }], 50, 50],
        ["Search for a word of every message", (index) => ["search", { typed: ["chairs", "deliv", "sat", "lamp table"][index % 4] }], 50, 50],
        ["Search for a word of one message in a thousand", (index) => ["search", { typed: `line ${50 + (index % 900)}` }], 50, 50],
        ["Search for what nobody said", (index) => ["search", { typed: `giraffe ${index}` }], 50, 50],
        [`Newest page of a conversation of ${LONG.toLocaleString("en")} messages`, () => ["thread", { lead: long }], 150, 150],
      ];
      for (const [what, next, p50, p99] of goals) {
        const perSecond = name === "Postgres" && what.startsWith("Search") ? SEARCHES_PER_SECOND_IN_POSTGRES : PER_SECOND;
        const took = await load(again, next, perSecond);
        const [half, most] = [percentile(took, 0.5), percentile(took, 0.99)];
        if (name === "SQLite") isMet &&= half <= p50 && most <= p99;
        halves.set(what, half);
        figures.push([`${name}: ${what}`, `p50 ${ms(half)}, p99 ${ms(most)}`]);
        // Filling takes many minutes: what fails later takes nothing of this along.
        console.error(figures.at(-1).join(": "));
      }
    },
    { env, withBrowser: false },
  );
  return { figures, halves, isMet };
}

const inSqlite = await measure("SQLite", SQLITE, {}, (leadwire, steps) => {
  const run = (input, stdout) => execFileSync("sqlite3", [join(leadwire.dataFolder, "leadwire.db")], { input, encoding: "utf8", stdio: ["pipe", stdout, "inherit"] });
  // Row by row the search's triggers take most of the time; all rows at once make the same index.
  const triggers = ["lead_words_added", "message_words_added"];
  const again = run(triggers.map((name) => `SELECT sql || ';' FROM sqlite_master WHERE name = '${name}';`).join("\n"), "pipe");
  const index = `INSERT INTO lead_words (rowid, name) SELECT search_key, called || ' ' || name FROM leads ORDER BY search_key;
INSERT INTO message_words (rowid, text) SELECT search_key, text FROM messages ORDER BY search_key;`;
  const drop = triggers.map((name) => `DROP TRIGGER ${name};`).join("\n");
  run(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000000; BEGIN;${drop}${steps.flat().join("")}${index}${again}ANALYZE;COMMIT; PRAGMA journal_mode = WAL;`, "ignore");
});
let inPostgres = { figures: [] };
let isTwiceAtMost = true;
if (postgres) {
  const own = postgres.replace(/[^/]*$/, "million");
  execFileSync("psql", [postgres, "-qc", "CREATE DATABASE million"]);
  inPostgres = await measure("Postgres", POSTGRES, { LEADWIRE_DATABASE_URL: own }, async (_leadwire, steps) => {
    const run = (sql) =>
      new Promise((resolve, reject) => {
        const asked = execFile("psql", ["-qAt", "-v", "ON_ERROR_STOP=1", own], (error, output) => (error ? reject(error) : resolve(output)));
        asked.stdin.end(sql);
      });
    const names = "('lead_words', 'message_words')";
    const again = await run(`SELECT indexdef || ';' FROM pg_indexes WHERE indexname IN ${names};`);
    await run("DROP INDEX lead_words, message_words;");
    for (const step of steps) await Promise.all(step.map(run));
    // With most of the memory that the index is made in, it is made in one go. What is vacuumed here is not while it is measured.
    await run(`SET maintenance_work_mem = '1GB';${again}VACUUM ANALYZE;`);
  });
}
if (inPostgres.halves) {
  const lists = [...inPostgres.halves.keys()].filter((what) => what.includes("page of") && !what.includes("conversation"));
  const times = lists.map((what) => inPostgres.halves.get(what) / inSqlite.halves.get(what));
  isTwiceAtMost = Math.max(...times) <= 2;
  inPostgres.figures.push(["Pages of leads in Postgres, p50 in times of SQLite's", `${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)}`]);
}

tell("million", {
  title: `${leads.toLocaleString("en")} leads with ${(leads * PER_LEAD).toLocaleString("en")} messages`,
  command: `bin/bench million ${leads}`,
  how: `The database is filled by SQL. Then each kind of page is asked for ${PER_SECOND} times a second for ${SECONDS} s (searches in Postgres ${SEARCHES_PER_SECOND_IN_POSTGRES} times), over HTTP from the same machine; the times are those of the one who asks. Half of the next pages are a year back. Half of the leads are done, two thirds of the others wait.`,
  figures: [...inSqlite.figures, ...inPostgres.figures],
  goal: "in SQLite, pages of leads p50 ≤ 5 ms and p99 ≤ 25 ms, Today and search ≤ 50 ms, the conversation ≤ 150 ms (p99); in Postgres, pages of leads at most twice as long",
  met: inSqlite.isMet && isTwiceAtMost,
});
