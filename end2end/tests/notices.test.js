import { expect, test } from "../support/fixtures.js";
import { answer, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const rina = { name: "Rina", email: "rina@example.com", password: "a-long-enough-password", role: "agent" };

test.describe("notices", () => {
  test("whoever looks elsewhere is told of messages, of their own leads and nobody's, when they asked for it", async ({ page, browser, simulator, leadwire }) => {
    leadwire.addPerson(rina);
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    // The browser of a test shows none, so what it is asked to show is written down.
    await page.addInitScript(() => {
      window.notified = [];
      window.notes = 0;
      window.Notification = class {
        static permission = "granted";
        static requestPermission = async () => "granted";
        constructor(title, { body }) {
          window.notified.push([title, body]);
        }
      };
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) {
        window.notes += 1;
        return start.apply(this, when);
      };
      document.hasFocus = () => window.elsewhere !== true;
    });
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/today");
    await expectLive(page);
    await page.getByRole("button", { name: "Notify me on this device" }).click();
    await page.getByRole("button", { name: "With a sound" }).click();
    await expect(page.getByRole("button", { name: "Without the sound" })).toBeVisible();
    await page.evaluate(() => {
      window.notified = [];
      window.notes = 0;
    });
    const told = () => page.evaluate(() => window.notified);

    // Somebody who looks here sees it anyway.
    await simulator.write(budi.number, shop.number, "Looked at");
    await expect(page.getByText("Looked at")).toBeVisible();
    expect(await told()).toEqual([]);

    await page.evaluate(() => (window.elsewhere = true));
    await simulator.write(budi.number, shop.number, "Is it still there?");
    await expect.poll(told).toEqual([["Budi Santoso has written", "Is it still there?"]]);
    expect(await page.evaluate(() => window.notes)).toBe(2);

    // A colleague's lead is the colleague's.
    const elsewhere = await browser.newContext({ baseURL: leadwire.url });
    const other = await elsewhere.newPage();
    await signIn(other, rina);
    await other.goto("/leads");
    await expectLive(other);
    await expect(leadRow(other, budi.name)).toBeVisible();
    await openLead(other, budi.name);
    await answer(other, "Yes, it is");
    await expect(other.getByRole("complementary", { name: "Facts" }).getByLabel("Owner").locator("option:checked")).toHaveText("Rina");
    await other.goto("/today");
    await simulator.write(budi.number, shop.number, "Good!");
    await expect(page.getByText("Good!")).toHaveCount(0);
    await expect(other.getByText("Good!")).toBeVisible();
    expect((await told()).length, "told once, and not of others' leads").toBe(1);
    await elsewhere.close();
  });
});
