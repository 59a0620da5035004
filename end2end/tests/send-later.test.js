import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, expectLive, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
// India has one time zone.
const priya = { name: "Priya Sharma", number: "919812345678" };

const later = (page) => page.getByRole("list", { name: "To be sent later" }).getByRole("listitem");
const message = (page) => page.getByRole("textbox", { name: "Message" });

test.describe("send later", () => {
  test("a message is planned, the lead answers first, and a person decides", async ({ page, simulator, context }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(priya.number, priya.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await simulator.write(priya.number, shop.number, "I will think about it");
    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, priya.name);
    await expect(page.getByText("by Sales")).toBeVisible();

    await page.getByRole("button", { name: "Send later" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Write a message first." })).toBeVisible();
    await message(page).fill("Shall I keep one for you?");
    await page.keyboard.press("Alt+Enter");
    const dialog = page.getByRole("dialog", { name: "Send later" });
    await expect(dialog).toBeVisible();
    await expectAccessible(page);
    await dialog.getByLabel("Another time").fill("2020-01-01T09:00");
    await dialog.getByRole("button", { name: "Schedule" }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "This time is over" })).toBeVisible();
    // Three in the night in Kolkata, wherever this browser is.
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const night = await page.evaluate((day) => {
      const at = new Date(`${day}T21:30:00Z`);
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    }, inTwoDays);
    await dialog.getByLabel("Another time").fill(night);
    await expect(dialog.getByText(/^It is 0?3:00.* where they are then: quiet hours/)).toBeVisible();
    await dialog.getByRole("button", { name: /^Tomorrow/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(message(page)).toHaveValue("");
    await expect(later(page)).toContainText(/Shall I keep one for you\?.*Will be sent tomorrow 0?9:00/);
    await expectAccessible(page);

    // Another tab hears of every step.
    const other = await context.newPage();
    await other.goto(page.url());
    await expectLive(other);
    await expect(later(other)).toContainText("Will be sent tomorrow");
    await later(page).getByRole("button", { name: "Edit" }).click();
    await page.getByRole("dialog").getByLabel("Message").fill("Shall I keep two?");
    await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
    await expect(later(other)).toContainText("Shall I keep two?");

    await simulator.write(priya.number, shop.number, "I take it!");
    for (const tab of [page, other]) await expect(later(tab)).toContainText("They wrote before this was sent. Send it anyway or drop it?");
    await expectAccessible(page);
    await page.goto("/today");
    await expect(page.getByRole("region", { name: /Answer now/ })).toContainText("They wrote before this was sent");
    await page.goBack();
    await later(page).getByRole("button", { name: "Drop" }).click();
    await expect(later(other)).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(message(page), "it asked already, so the words come back to where answers are written").toHaveValue("Shall I keep two?");

    await page.getByRole("button", { name: "Send later" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "In a week" }).click();
    await later(page).getByRole("button", { name: "Send now" }).click();
    await expect(bubbles(page, "Shall I keep two?")).toContainText("Delivered");
    await expect(later(page)).toHaveCount(0);
  });
});
