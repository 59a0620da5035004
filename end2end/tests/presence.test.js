import { expect, test } from "../support/fixtures.js";
import { bubbles, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const rina = { name: "Rina", email: "rina@example.com", password: "a-long-enough-password", role: "agent" };

const field = (page) => page.getByRole("textbox", { name: "Message" });

test.describe("presence", () => {
  test("two colleagues with the same lead open see each other, and who writes", async ({ page, browser, leadwire, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    leadwire.addPerson(rina);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await simulator.write(budi.number, shop.number, "Is the blue one still there?");
    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, budi.name);

    const elsewhere = await browser.newContext({ baseURL: leadwire.url });
    const other = await elsewhere.newPage();
    await signIn(other, rina);
    await other.goto("/leads");
    await expectLive(other);
    await leadRow(other, budi.name).click();
    await expect(page.getByText("Rina has this open too.")).toBeVisible();

    await field(other).fill("Yes, ");
    await expect(page.getByText("Rina is writing an answer…")).toBeVisible();
    await field(other).press("Enter");
    await expect(page.getByText("Rina has this open too."), "it is sent").toBeVisible();
    await expect(bubbles(page, "Yes,")).toContainText("Rina");

    await other.goto("/phones");
    await expect(page.getByText("Rina has this open too.")).toHaveCount(0);
    await elsewhere.close();
  });
});
