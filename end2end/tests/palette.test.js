import { expect, expectAccessible, test } from "../support/fixtures.js";
import { expectLive, expectParts, leadRow, linkPhone, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };

test.describe("command palette", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
    await simulator.write(budi.number, shop.number, "Is the blue bicycle still there?");
    await expect(leadRow(page, budi.name)).toBeVisible();
    await expectParts(page);
  });

  test("pages, people and messages are gone to by a few letters", async ({ page }) => {
    const palette = page.getByRole("dialog", { name: "Go to" });
    const field = palette.getByRole("combobox");
    const options = palette.getByRole("option");
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    await expect(options.filter({ hasText: "Templates" })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.type("phon");
    await expect(options.first()).toContainText("Phones");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Phones" })).toBeVisible();
    await expect(palette).toHaveCount(0);

    await page.keyboard.press("Control+k");
    await page.keyboard.type("santo");
    await expect(options.first()).toContainText(budi.name);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: budi.name })).toBeVisible();

    await page.keyboard.press("Control+k");
    await page.keyboard.type("bicycle");
    await expect(options.last()).toContainText("Search for “bicycle”");
    await page.keyboard.press("ArrowUp");
    await expect(options.last()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/leads\?q=bicycle$/);
    await expect(page.getByRole("region", { name: "Messages" }).getByRole("listitem")).toHaveCount(1);

    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await expect(palette).toHaveCount(0);
  });

  test("the sheet of keys opens by a question mark, and not while somebody writes", async ({ page }) => {
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    await page.keyboard.press("?");
    await expect(sheet).toContainText("plan a follow-up");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    await page.getByRole("searchbox", { name: "Search people and messages" }).press("?");
    await expect(sheet).toHaveCount(0);
  });

  test("letters and signs alone can be turned off, and the sheet is still found", async ({ page }) => {
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    const choice = sheet.getByRole("checkbox", { name: "Single letters and signs do something in this browser" });
    const row = leadRow(page, budi.name);
    const chosen = page.getByRole("checkbox", { name: /^Choose / });
    const openSheet = async () => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("keyb");
      await page.keyboard.press("Enter");
    };
    await page.keyboard.press("?");
    await choice.uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(sheet).toHaveCount(0);
    await row.focus();
    await page.keyboard.press("x");
    await expect(chosen).not.toBeChecked();
    await page.reload();
    await expectLive(page);
    await expectParts(page);
    await openSheet();
    await expect(choice, "this browser remembers it").not.toBeChecked();
    await choice.check();
    await page.keyboard.press("Escape");
    await row.focus();
    await page.keyboard.press("x");
    await expect(chosen).toBeChecked();
  });
});
