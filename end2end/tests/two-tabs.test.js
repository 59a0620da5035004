import { expect, test } from "../support/fixtures.js";
import { answer, bubbles, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const customer = { name: "Budi Santoso", number: "6281300000002" };

test.describe("two tabs stay in step", () => {
  test("what one tab does and what a lead writes shows in both, once", async ({ page, context, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(customer.number, customer.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    const other = await context.newPage();
    const tabs = [page, other];
    for (const tab of tabs) {
      await tab.goto("/leads");
      await expectLive(tab);
    }

    await simulator.write(customer.number, shop.number, "Good morning");
    for (const tab of tabs) {
      await expect(leadRow(tab, customer.name)).toContainText("Good morning");
      await expect(leadRow(tab, customer.name)).toContainText("1 unread");
    }

    // Reading in one tab takes the unread mark away in the other.
    await openLead(page, customer.name);
    await expect(bubbles(page, "Good morning")).toHaveCount(1);
    await expect(leadRow(other, customer.name)).not.toContainText("unread");

    // An answer from one tab appears in the other, with the same ticks.
    await openLead(other, customer.name);
    await answer(page, "What can I do for you?");
    for (const tab of tabs) {
      await expect(bubbles(tab, "What can I do for you?")).toHaveCount(1);
      await expect(bubbles(tab, "What can I do for you?")).toContainText("Delivered");
    }
    await simulator.read(customer.number, shop.number);
    for (const tab of tabs) await expect(bubbles(tab, "What can I do for you?")).toContainText("Read");
    await simulator.write(customer.number, shop.number, "One more thing");
    for (const tab of tabs) await expect(bubbles(tab, "One more thing")).toHaveCount(1);
  });

  test("a lead that came while the list was being read stays in step", async ({ page, context, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(customer.number, customer.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    const other = await context.newPage();
    // The other tab's reading of the list is answered before the lead writes, and arrives after.
    let arrive;
    const held = new Promise((resolve) => (arrive = resolve));
    const answered = new Promise((resolve) => {
      other.route("**/call/list_leads", async (route) => {
        const answer = await route.fetch();
        resolve();
        await held;
        await route.fulfill({ response: answer });
      });
    });
    await page.goto("/leads");
    await other.goto("/leads");
    await expectLive(other);
    await answered;
    await simulator.write(customer.number, shop.number, "Good morning");
    await expect(leadRow(other, customer.name)).toContainText("1 unread");
    const read = other.waitForResponse("**/call/list_leads");
    arrive();
    await (await read).finished();
    await openLead(page, customer.name);
    await expect(leadRow(other, customer.name)).not.toContainText("unread");
  });
});
