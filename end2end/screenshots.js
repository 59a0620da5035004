// Pictures of every page: light and dark on a wide screen, light and dark at 390 px. They go to target/screenshots;
// with --readme the one picture of the README goes to docs/leadwire.png.
import { chromium, expect } from "@playwright/test";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./bench/report.js";
import { launchOptions } from "./support/browser.js";
import { Leadwire, Simulator } from "./support/programs.js";
import { answer, bubbles, codePicture, complaint, expectLive, fillSignIn, leadRow, linkPhone, nameAndSubmit, openLead, openLinkDialog, signIn } from "./support/steps.js";

const folder = join(repository, "target/screenshots");
const shop = { name: "Sales", number: "6281200000001" };
const people = [
  ["6281300000002", "Budi Santoso", ["Good morning!", "Is the blue bicycle still there? 😊"]],
  ["5511987654321", "Ana Souza", ["Bom dia, vocês entregam em Campinas?"]],
  ["919812345678", "Priya Sharma", ["Hi, I saw your ad. What does the small one cost?", "And do you take cards?"]],
  ["4915112345678", "Jonas Weber", ["Thank you, it arrived."]],
];

const looks = [
  ["light", { colorScheme: "light", viewport: { width: 1280, height: 800 } }],
  ["dark", { colorScheme: "dark", viewport: { width: 1280, height: 800 } }],
  ["light-390", { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ["dark-390", { colorScheme: "dark", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
];

let simulator;
let leadwire;
let fresh;
let browser;
try {
  await mkdir(folder, { recursive: true });
  simulator = await Simulator.start();
  leadwire = await Leadwire.start({ simulator });
  fresh = await Leadwire.start({ simulator, firstRun: true });
  browser = await chromium.launch(launchOptions);
  const open = (app, options) => browser.newContext({ baseURL: app.url, locale: "en-GB", timezoneId: "Asia/Jakarta", deviceScaleFactor: 2, ...options });

  // The world: a linked phone, four people who wrote, one answer.
  await simulator.addHandset(shop.number, "Shop");
  for (const [number, name] of people) await simulator.addHandset(number, name);
  const context = await open(leadwire, looks[0][1]);
  const page = await context.newPage();
  await signIn(page);
  const shoot = async (tab, name, look) => {
    await tab.screenshot({ path: join(folder, `${name}-${look}.png`), animations: "disabled", fullPage: false });
    console.log(`target/screenshots/${name}-${look}.png`);
  };

  const storageState = await context.storageState();
  const tabs = new Map();
  for (const [look, options] of looks) tabs.set(look, await (await open(leadwire, { ...options, storageState })).newPage());
  const everywhere = async (name, path, ready = async () => {}) => {
    for (const [look, tab] of tabs) {
      await tab.goto(path);
      await expectLive(tab);
      await ready(tab);
      await shoot(tab, name, look);
    }
  };

  await everywhere("phones-empty", "/phones");
  await everywhere("today-empty", "/today");
  await everywhere("leads-empty", "/leads");
  for (const [look, options] of looks) {
    const visitor = await (await open(leadwire, options)).newPage();
    await visitor.goto("/sign-in");
    await shoot(visitor, "sign-in", look);
    await fillSignIn(visitor, { email: "nobody@example.com", password: "not-the-password" });
    await complaint(visitor).waitFor();
    await shoot(visitor, "sign-in-refused", look);
    await visitor.goto("/nowhere");
    await shoot(visitor, "not-found", look);
    await visitor.context().close();
    const first = await (await open(fresh, options)).newPage();
    await first.goto(await fresh.firstRunLink());
    await shoot(first, "first-run", look);
    await first.context().close();
  }

  const dialog = await openLinkDialog(page);
  await (await nameAndSubmit(dialog, shop.name)).click();
  await codePicture(dialog).waitFor();
  await everywhere("link-code", page.url(), (tab) => codePicture(tab).waitFor());
  await page.keyboard.press("Escape");
  await linkPhone(page, simulator, { ...shop, name: "Workshop" });
  await everywhere("phones", "/phones");

  for (const [number, , texts] of people) for (const text of texts) await simulator.write(number, shop.number, text);
  await page.goto("/leads");
  await expectLive(page);
  // The list must be at rest: a row that moves under the pointer takes the click with it.
  await leadRow(page, "Jonas Weber").waitFor();
  await openLead(page, "Budi Santoso");
  await page.getByText("Is the blue bicycle still there? 😊").first().waitFor();
  await answer(page, "Good morning, Budi. Yes, shall I keep it for you until Friday?");
  const ours = bubbles(page, "until Friday");
  await ours.getByText("Delivered").waitFor({ state: "attached" });
  await simulator.read(people[0][0], shop.number);
  await ours.getByText("Read").waitFor({ state: "attached" });
  await simulator.write(people[0][0], shop.number, "That would be great, thank you!");
  await page.getByText("That would be great, thank you!").first().waitFor();

  await everywhere("today", "/today", async (tab) => {
    await tab.getByText("Priya Sharma").first().waitFor();
    await tab.getByText("Messages of seven days").waitFor();
  });
  await everywhere("leads", "/leads", (tab) => tab.getByText("Priya Sharma").first().waitFor());
  await everywhere("search", "/leads?q=bicycle", (tab) => tab.locator("mark").first().waitFor());
  await everywhere("search-nothing", "/leads?q=giraffe", (tab) => tab.getByText("Nothing fits").waitFor());
  await everywhere("board", "/leads?view=board", (tab) => tab.getByText("Priya Sharma").first().waitFor());
  await everywhere("import", "/leads/import", (tab) => tab.getByRole("heading", { level: 1 }).waitFor());
  await everywhere("palette", "/today", async (tab) => {
    await tab.getByText("Priya Sharma").first().waitFor();
    await expect(async () => {
      await tab.keyboard.press("Control+k");
      await tab.getByRole("dialog", { name: "Go to" }).waitFor({ timeout: 1000 });
    }).toPass();
  });
  await everywhere("sequences", "/sequences", (tab) => tab.getByRole("button", { name: "Save the quiet hours" }).waitFor());
  await everywhere("templates", "/templates", (tab) => tab.getByRole("heading", { level: 1 }).waitFor());
  await everywhere("lead", page.url(), async (tab) => {
    await tab.getByRole("log").getByText("That would be great").waitFor();
    await tab.getByRole("button", { name: "Send later" }).waitFor();
  });
  if (process.argv.includes("--readme")) {
    await copyFile(join(folder, "lead-light.png"), join(repository, "docs/leadwire.png"));
    console.log("docs/leadwire.png");
  }
  await page.goto("/leads");
  await expectLive(page);
  await page.getByRole("checkbox", { name: "Choose Priya Sharma" }).check();
  await shoot(page, "leads-chosen", looks[0][0]);
  await page.getByRole("group", { name: "Chosen leads" }).getByRole("button", { name: "Delete" }).click();
  await page.getByText("1 lead deleted.").waitFor();
  await everywhere("deleted", "/leads/deleted", (tab) => tab.getByText("Priya Sharma").waitFor());
} catch (error) {
  console.error(leadwire?.output.split("\n").slice(-20).join("\n"));
  throw error;
} finally {
  await browser?.close();
  await leadwire?.remove();
  await fresh?.remove();
  await simulator?.stop();
}
