import { expect, expectAccessible, test } from "../support/fixtures.js";
import { expectLive, linkPhone, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const ana = { name: "Ana Souza", number: "5511987654321" };

const need = (page, name) => page.getByRole("region", { name });
const line = (page, name) => page.getByRole("listitem").filter({ hasText: name });
/** Keys that all come before the screen is painted once, as on a busy machine. */
const pressFasterThanPainted = (page, ...keys) =>
  page.evaluate((keys) => keys.forEach((key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))), keys);

test.describe("today", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, ana]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/today");
    await expectLive(page);
  });

  test("who waits is answered, planned and done by the keyboard alone", async ({ page, simulator }) => {
    await expect(page.getByText("Nothing waits for you")).toBeVisible();
    await expectAccessible(page);
    await simulator.write(budi.number, shop.number, "Is the blue one still there?");
    await expect(need(page, /Answer now/)).toContainText(budi.name);
    await simulator.write(ana.number, shop.number, "Bom dia!");
    await expect(need(page, /Answer now 2/)).toContainText(ana.name);
    await expectAccessible(page);

    await page.keyboard.press("ArrowDown");
    await expect(line(page, budi.name).getByRole("link"), "who waits longest comes first").toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
    await page.keyboard.type("Yes, it is.");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("article").filter({ hasText: "Yes, it is." })).toContainText("Delivered");
    await page.goBack();
    await expect(need(page, /No next step/)).toContainText("You: Yes, it is.");
    await expect(need(page, /Answer now 1/)).not.toContainText(budi.name);

    // The one who was answered is to be followed up; the other needs nothing.
    await pressFasterThanPainted(page, "ArrowDown", "ArrowDown");
    await expect(line(page, budi.name).getByRole("link"), "the second key goes on where the first one ended").toBeFocused();
    await page.keyboard.press("f");
    await expect(page.getByRole("dialog", { name: `Follow up with ${budi.name}` })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.type("Did he come by?");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(line(page, budi.name), "tomorrow is not today").toHaveCount(0);
    await page.keyboard.press("ArrowDown");
    await expect(line(page, ana.name).getByRole("link")).toBeFocused();
    await page.keyboard.press("d");
    await expect(page.getByText("Nothing waits for you")).toBeVisible();

    // It is on screen before the server has it.
    const kept = page.waitForResponse(/\/call\/plan_lead/);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(need(page, /Answer now 1/)).toContainText(ana.name);
    await kept;
    await page.reload();
    await expectLive(page);
    await expect(need(page, /Answer now 1/), "the server knows it too").toContainText(ana.name);
  });

  test("a colleague's leads are out of the way, and what they write first ends a follow-up", async ({ page, simulator, browser, leadwire }) => {
    await simulator.write(budi.number, shop.number, "Hello");
    await expect(need(page, /Answer now/)).toContainText(budi.name);
    const context = await browser.newContext({ baseURL: leadwire.url });
    const other = await context.newPage();
    await leadwire.addPerson({ name: "Carla", email: "carla@example.com", password: "a long password of hers", role: "agent" });
    await signIn(other, { email: "carla@example.com", password: "a long password of hers" });
    await other.goto("/today");
    await expectLive(other);
    await line(other, budi.name).getByRole("button", { name: "Take" }).click();
    await expect(line(page, budi.name), "it is hers now").toHaveCount(0);
    await page.getByRole("link", { name: "Everybody's" }).click();
    await expect(need(page, /Answer now/)).toContainText(budi.name);

    // By the keyboard it is given to nobody, and to her again.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: `Give ${budi.name}` });
    const owner = dialog.getByLabel("Owner");
    await expect(owner).toBeFocused();
    await expect(owner.locator("option:checked")).toHaveText("Carla");
    await expectAccessible(page);
    await page.keyboard.press("Home");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(line(other, budi.name).getByRole("button", { name: "Take" })).toBeVisible();
    await expect(line(page, budi.name).getByRole("link"), "the line has the focus again").toBeFocused();
    await page.keyboard.press("a");
    await expect(owner.locator("option:checked")).toHaveText("Nobody");
    await expect(owner.locator("option", { hasText: "Carla" })).toBeAttached();
    await page.keyboard.type("Car");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(line(other, budi.name)).toBeVisible();
    await expect(line(other, budi.name).getByRole("button", { name: "Take" })).toHaveCount(0);

    await line(page, budi.name).getByRole("button", { name: "Follow up" }).click();
    await page.getByRole("button", { name: "In a week" }).click();
    await expect(line(page, budi.name)).toHaveCount(0);
    await expect(line(other, budi.name)).toHaveCount(0);
    await simulator.write(budi.number, shop.number, "Are you there?");
    await expect(need(other, /Answer now/)).toContainText("Are you there?");
    await context.close();
  });

  test("the tiles lead to the leads behind them, who come and stay by their messages", async ({ page, simulator, complaints }) => {
    // A day too long ago is refused.
    complaints.allow(/status of 422/);
    const tile = (name) => page.getByRole("link", { name });
    const rows = page.getByRole("list", { name: "Leads" }).getByRole("listitem");
    await tile("People who wrote today").click();
    await expect(page.getByText("Nobody here matches")).toBeVisible();
    await simulator.write(budi.number, shop.number, "Is the blue one still there?");
    await expect(rows).toHaveText([/Budi/]);
    const needs = page.getByRole("combobox", { name: "Progress" });
    await expect(needs.locator("option:checked")).toHaveText("They wrote today");

    // Whoever writes comes in, and stays when we answer.
    await simulator.write(ana.number, shop.number, "Bom dia!");
    await expect(rows).toHaveText([/Ana/, /Budi/]);
    const mine = await page.context().newPage();
    await mine.goto(`${page.url()}&owner=me&view=table`);
    await expectLive(mine);
    await expect(mine.getByText("Nobody here matches")).toBeVisible();
    await rows.filter({ hasText: ana.name }).getByRole("link").click();
    await page.getByRole("textbox", { name: "Message" }).fill("Bom dia, Ana!");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("article").filter({ hasText: "Bom dia, Ana!" })).toContainText("Delivered");
    await expect(rows.first()).toContainText("You: Bom dia, Ana!");
    // Whoever answers has the lead; that she wrote today, only her messages tell.
    await expect(mine.getByRole("row").filter({ hasText: ana.name })).toBeVisible();
    await mine.close();

    // To whom we did not write is not among those to whom we did, until we do.
    await page.goto("/today");
    await expect(tile("Sent today")).toContainText("1 delivered");
    await tile("Sent today").click();
    await expect(rows).toHaveText([/Ana/]);
    await expect(needs.locator("option:checked")).toHaveText("We wrote today");
    await simulator.write(shop.number, budi.number, "It is.");
    await expect(rows).toHaveText([/Budi/, /Ana/]);

    // A view is of the day on which it is opened; an address is of its own.
    await page.getByRole("button", { name: "Save view" }).click();
    await page.getByLabel("Name").fill("Answered");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("button", { name: "Delete view" })).toBeVisible();
    const daysAgo = (days) => page.url().replace(/since=(\d+)/, (_, since) => `since=${since - days * 86_400_000}`);
    await page.goto(daysAgo(3));
    await expectLive(page);
    await expect(needs.locator("option:checked")).toHaveText(/^We wrote since \d+ \w+$/);
    await expect(rows).toHaveText([/Budi/, /Ana/]);
    await expect(page.getByRole("button", { name: "Save view" })).toHaveCount(0);
    await needs.selectOption("We wrote today");
    await expect(page.getByRole("button", { name: "Delete view" })).toBeVisible();
    await page.goto(daysAgo(40));
    await expect(page.getByRole("alert")).toContainText("the last 31 days");
    await expectLive(page);
    await page.getByRole("combobox", { name: "View" }).selectOption("Answered");
    await expect(needs.locator("option:checked")).toHaveText("We wrote today");
    await expect(rows).toHaveText([/Budi/, /Ana/]);
    await page.getByRole("button", { name: "Board" }).click();
    const card = (column) => page.getByRole("region", { name: column }).getByRole("listitem").filter({ hasText: ana.name });
    await card("New").getByRole("link").focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect(card("Contacted")).toBeVisible();
  });
});
