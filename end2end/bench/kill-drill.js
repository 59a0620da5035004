// kill -9 of the server, again and again, while customers write, at moments that a seed decides. Then every message is counted: the
// simulator's own record of what the customers sent against what the app shows, and what we answered against what the customers'
// handsets received.
import { randomUUID } from "node:crypto";
import { linkPhone, signIn } from "../support/steps.js";
import { seeded } from "./random.js";
import { tell } from "./report.js";
import { onStage } from "./stage.js";

const kills = Number(process.argv[2] ?? 20);
const perSecond = Number(process.argv[3] ?? 50);
const seed = Number(process.argv[4] ?? 1);
const random = seeded(seed);
const shop = { name: "Sales", number: "6281200000001" };
const customers = Array.from({ length: 10 }, (_, index) => `62813000000${String(index + 10)}`);
const pause = (time) => new Promise((done) => setTimeout(done, time));

await onStage(async ({ context, simulator, leadwire }) => {
  await simulator.addHandset(shop.number, "Shop");
  for (const [index, number] of customers.entries()) await simulator.addHandset(number, `Customer ${index + 1}`);
  const page = await context.newPage();
  await signIn(page);
  await linkPhone(page, simulator, shop);
  await page.close();

  // The browser's doors, asked directly: form in, JSON out.
  const ask = async (door, fields) => {
    const answer = await context.request.post(`/call/${door}`, { form: fields, headers: { origin: leadwire.url, accept: "application/json" } });
    if (!answer.ok()) throw new Error(`${door}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  };
  const allLeads = async () => {
    const leads = [];
    let after;
    do {
      const part = await ask("list_leads", after ? { after } : {});
      leads.push(...part.leads);
      after = part.next;
    } while (after);
    return leads;
  };

  // Customers write at a steady pace, server or no server.
  let writing = true;
  let count = 0;
  const refused = [];
  const begun = Date.now();
  const writer = (async () => {
    const open = new Set();
    while (writing) {
      const due = Math.floor(((Date.now() - begun) / 1000) * perSecond);
      while (count < due) {
        const text = `drill ${count}`;
        const sending = simulator.write(customers[count % customers.length], shop.number, text).catch((error) => refused.push(`${text}: ${error.message}`));
        open.add(sending);
        void sending.finally(() => open.delete(sending));
        count += 1;
      }
      await pause(5);
    }
    await Promise.all(open);
  })();

  // Answers go out too; one whose reply was lost in a kill is asked for again under the same id, as the page does.
  const answers = [];
  const answerTo = async (lead) => {
    const answer = { id: randomUUID(), text: `answer ${answers.length}`, lead };
    answers.push(answer);
    for (let tries = 0; tries < 100; tries += 1) {
      const done = await ask("send_message", { id: answer.id, lead, text: answer.text }).then(
        () => true,
        () => false,
      );
      if (done) return;
      await pause(100);
    }
    throw new Error(`${answer.text} was never taken`);
  };

  const backAfter = [];
  const answering = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    const [lead] = await allLeads();
    if (lead) for (let index = 0; index < 5; index += 1) answering.push(answerTo(lead.id));
    await pause(500 + random() * 1500);
    await leadwire.stop("SIGKILL");
    const restarted = Date.now();
    leadwire.launch();
    await leadwire.ready(30_000);
    backAfter.push(Date.now() - restarted);
    process.stderr.write(`\rkill ${kill} of ${kills}, ${count} messages`);
  }
  process.stderr.write("\n");
  writing = false;
  await writer;
  await Promise.all(answering);

  // The record of the simulator: what the customers' handsets sent, and what reached them.
  const record = [];
  for (const number of customers) {
    for (const message of await simulator.messages(number)) record.push({ ...message, customer: number });
  }
  const sent = record.filter((message) => message.text?.startsWith("drill ") && message.from.includes(message.customer)).map((message) => message.text);

  // What the app shows, once nothing more comes in for five seconds.
  const shownNow = async () => {
    const shown = [];
    for (const lead of await allLeads()) {
      let earlier;
      do {
        const part = await ask("thread", earlier ? { lead: lead.id, earlier } : { lead: lead.id });
        shown.push(...part.messages);
        earlier = part.earlier;
      } while (earlier);
    }
    return shown;
  };
  let shown = await shownNow();
  for (let quiet = 0, waited = 0; quiet < 5 && waited < 120; waited += 1) {
    await pause(1000);
    const again = await shownNow();
    quiet = again.length === shown.length ? quiet + 1 : 0;
    shown = again;
  }
  const times = (texts) => {
    const counted = new Map();
    for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1);
    return counted;
  };
  const shownTimes = times(shown.map((message) => message.text).filter((text) => text.startsWith("drill ")));
  const lost = sent.filter((text) => !shownTimes.has(text));
  const doubled = [...shownTimes].filter(([, number]) => number > 1);
  const foreign = [...shownTimes.keys()].filter((text) => !sent.includes(text));

  const received = times(record.filter((message) => message.text?.startsWith("answer ")).map((message) => message.text));
  const answersLost = answers.filter(({ text }) => !received.has(text));
  const answersDoubled = [...received].filter(([, number]) => number > 1);

  if (refused.length) console.error(`the simulator refused ${refused.length}: ${refused.slice(0, 3).join("; ")}`);
  for (const [what, list] of Object.entries({ lost, doubled, foreign, answersLost, answersDoubled })) {
    if (list.length) console.error(`${what}: ${JSON.stringify(list.slice(0, 10))}`);
  }
  tell("kill-drill", {
    title: `${kills} times kill -9 while customers write`,
    command: `bin/bench kill-drill ${kills} ${perSecond} ${seed}`,
    how: `${customers.length} customers write ${perSecond} messages a second through the simulator; the server is killed at moments that seed ${seed} decides, 0.5–2 s after it was ready, and started again at once; five answers are queued before each kill. Counted: the simulator's record against the app's own pages.`,
    figures: [
      ["Messages customers sent", String(sent.length)],
      ["Lost", String(lost.length)],
      ["Shown twice", String(doubled.length)],
      ["Answers queued", String(answers.length)],
      ["Answers that never arrived", String(answersLost.length)],
      ["Answers that arrived twice", String(answersDoubled.length)],
      ["Ready again after a kill, at most", `${Math.max(...backAfter)} ms`],
    ],
    goal: "0 lost, 0 shown twice",
    met: sent.length > 0 && lost.length === 0 && doubled.length === 0 && foreign.length === 0 && answersLost.length === 0 && answersDoubled.length === 0,
  });
});
