import { expect, expectAccessible, test } from "../support/fixtures.js";
import { answer, bubbles, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const work = { name: "Toko Budi", number: "6281300000003" };

test.describe("merging", () => {
  test("two numbers of one person become one lead, and are taken apart again", async ({ page, browser, simulator, leadwire }) => {
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, work]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await simulator.write(budi.number, shop.number, "Is it still there?");
    await page.goto("/leads");
    await expectLive(page);
    await expect(leadRow(page, budi.name)).toBeVisible();
    await simulator.write(work.number, shop.number, "It is me, from the shop");
    await expect(leadRow(page, work.name)).toBeVisible();

    // A colleague has the other one open, and comes along.
    const elsewhere = await browser.newContext({ baseURL: leadwire.url });
    const other = await elsewhere.newPage();
    await signIn(other);
    await other.goto("/leads");
    await openLead(other, work.name);

    await openLead(page, budi.name);
    await page.getByRole("button", { name: "Merge another lead into this one…" }).click();
    const dialog = page.getByRole("dialog", { name: "Who else is this?" });
    await dialog.getByLabel("Name or number of the other lead").fill("toko");
    await expect(dialog.getByRole("button", { name: new RegExp(work.name) })).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: new RegExp(work.name) }).click();
    await expect(dialog).toHaveCount(0);
    await expect(bubbles(page, "It is me, from the shop")).toBeVisible();
    await expect(bubbles(page, "Is it still there?")).toBeVisible();
    await expect(leadRow(page, work.name)).toHaveCount(0);
    await expect(other.getByRole("heading", { level: 1, name: budi.name })).toBeVisible();
    await expect(bubbles(other, "Is it still there?")).toBeVisible();

    await answer(page, "Come by!");
    await expect(bubbles(other, "Come by!")).toBeVisible();

    // What came since goes where it belongs.
    const same = page.getByRole("region", { name: "The same person" });
    await expect(same).toContainText(work.name);
    await expectAccessible(page);
    await same.getByRole("button", { name: "Take apart" }).click();
    await expect(leadRow(page, work.name)).toBeVisible();
    await expect(bubbles(page, "Come by!")).toHaveCount(0);
    await expect(bubbles(page, "Is it still there?")).toBeVisible();
    await openLead(page, work.name);
    await expect(bubbles(page, "Come by!")).toBeVisible();
    await elsewhere.close();
  });
});
