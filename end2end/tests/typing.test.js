import { expect, test } from "../support/fixtures.js";
import { bubbles, expectLive, leadRow, linkPhone, openLead, phoneRow, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };

/** Says that the person types until one linked device was told: it subscribes a moment after the lead was opened. */
async function types(simulator, state) {
  await expect(async () => {
    const { told } = await simulator.call("POST", `handsets/${budi.number}/typing`, { to: shop.number, state });
    expect(told).toBe(1);
  }).toPass();
}

test.describe("typing and history", () => {
  test("a lead is seen to type and to record while it is open, and no more once the message is there", async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await simulator.write(budi.number, shop.number, "Is the blue one still there?");
    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, budi.name);

    await types(simulator, "composing");
    await expect(page.getByText("Budi Santoso is typing…")).toBeVisible();
    await types(simulator, "recording");
    await expect(page.getByText("Budi Santoso is recording…")).toBeVisible();
    await types(simulator, "paused");
    await expect(page.getByText("Budi Santoso is")).toHaveCount(0);
    await types(simulator, "composing");
    await expect(page.getByText("Budi Santoso is typing…")).toBeVisible();
    await simulator.write(budi.number, shop.number, "I would take two.");
    await expect(bubbles(page, "I would take two.")).toBeVisible();
    await expect(page.getByText("Budi Santoso is typing…")).toHaveCount(0);

    // A person plays the handset on the simulator's own page.
    const handset = await page.context().newPage();
    await handset.goto(simulator.url);
    await handset.getByRole("button", { name: budi.name }).first().click();
    await handset.getByLabel("To", { exact: true }).fill(shop.number);
    await handset.getByLabel("Message", { exact: true }).pressSequentially("And ");
    await expect(page.getByText("Budi Santoso is typing…")).toBeVisible();
    await handset.close();
  });

  test("the simulator's page leaves the number that is being written alone when what it asked for comes late", async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    await simulator.write(shop.number, budi.number, "Of the shop");
    await page.goto(simulator.url);
    let release;
    const held = new Promise(resolve => { release = resolve; });
    await page.route(`**/handsets/${budi.number}/messages`, async route => {
      await held;
      await route.continue();
    });
    const late = page.waitForResponse(`**/handsets/${budi.number}/messages`);
    await page.getByRole("button", { name: budi.name }).first().click();
    const to = page.getByLabel("To", { exact: true });
    await to.fill("62813");
    release();
    await late;
    await expect(page.getByRole("heading", { name: "Messages of Budi Santoso" })).toBeVisible();
    await expect(to).toHaveValue("62813");
  });

  test("what was said before the link is there, and the link and the phone's page say how much", async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    await simulator.write(budi.number, shop.number, "Of before the link");
    await simulator.call("POST", `handsets/${shop.number}/history`, { conversations: 20, messages: 12, parts: 3 });
    await signIn(page);
    const dialog = await linkPhone(page, simulator, shop);
    await expect(dialog.getByText("History: 241 messages of 21 people")).toBeVisible();
    await dialog.getByRole("link", { name: "Go to leads" }).click();
    await expect(leadRow(page, budi.name)).toContainText("Of before the link");
    await openLead(page, "Person 7");
    await expect(bubbles(page, "Old 1 of 7")).toBeVisible();
    await expect(bubbles(page, "An old photo")).toContainText("before the link");
    await page.goto("/today");
    await expectLive(page);
    await expect(page.getByText("Nothing waits for you")).toBeVisible();
    await page.goto("/phones");
    await phoneRow(page, shop.name).getByRole("link", { name: shop.name }).click();
    await expect(page.getByText("241 messages of 21 people")).toBeVisible();
  });
});
