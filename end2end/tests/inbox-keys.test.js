import { expect, expectAccessible, test } from "../support/fixtures.js";
import { expectLive, expectParts, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const ana = { name: "Ana Souza", number: "5511987654321" };

const heading = (page, name) => page.getByRole("heading", { level: 1, name });
const progress = (page) => page.getByRole("group", { name: "Show" }).getByLabel("Progress");

test.describe("keys of the inbox", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, ana]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    for (const { number } of [budi, ana]) await simulator.write(number, shop.number, "Hello");
    await page.goto("/leads");
    await expectLive(page);
    await expectParts(page);
    await expect(leadRow(page, /./)).toHaveCount(2);
  });

  test("one lead after the other is worked without the pointer, also while something is written", async ({ page }) => {
    const [first, second] = (await leadRow(page, /./).allTextContents()).map((row) => (row.includes(budi.name) ? budi : ana));
    await openLead(page, first.name);
    const field = page.locator(".composer-field");
    await field.fill("Let me look");
    await page.keyboard.press("Alt+j");
    await expect(heading(page, second.name)).toBeVisible();
    await page.keyboard.press("Alt+j");
    await page.keyboard.press("Alt+k");
    await expect(heading(page, first.name)).toBeVisible();
    await expect(field, "the draft is there").toHaveValue("Let me look");

    await page.keyboard.press("Alt+l");
    await expect(field).toBeFocused();
    await page.keyboard.press("Alt+p");
    await expect(field).toHaveAccessibleName("Note");
    await page.keyboard.press("Alt+l");
    await expect(field).toHaveAccessibleName("Message");
    await expect(field).toBeFocused();
    await expect(field, "none of it is a letter of the message").toHaveValue("Let me look");

    await page.keyboard.press("Alt+a");
    await expect(page.getByRole("dialog", { name: `Give ${first.name} to` })).toBeVisible();
    await page.keyboard.press("Alt+j");
    await page.keyboard.press("Escape");
    await expect(heading(page, first.name), "keys belong to the dialog while it is open").toBeVisible();
    await page.keyboard.press("Alt+m");
    const dialog = page.getByRole("dialog", { name: `Follow up with ${first.name}` });
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "In a week" }).click();
    await expect(page.getByText("Nothing is planned.")).toHaveCount(0);

    await page.keyboard.press("Control+Alt+e");
    await expect(heading(page, second.name), "done, and to the next one").toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.keyboard.press("Alt+k");
    await expect(heading(page, first.name)).toBeVisible();
    await expect(page.getByText("Done, until they write again.")).toHaveCount(0);
    await page.keyboard.press("Alt+e");
    await expect(page.getByText("Done, until they write again.")).toBeVisible();

    // Where there is no room for the facts, their dialogs open all the same.
    await page.setViewportSize({ width: 1100, height: 800 });
    await expect(page.getByRole("complementary", { name: "Facts" })).toHaveCount(0);
    await page.keyboard.press("Alt+m");
    await expect(dialog).toBeVisible();
  });

  test("what was read is marked as unread, for everybody and until it is opened again", async ({ page, context }) => {
    const other = await context.newPage();
    await other.goto("/leads");
    await expectLive(other);
    await openLead(page, budi.name);
    for (const tab of [page, other]) await expect(leadRow(tab, budi.name)).not.toContainText("unread");
    // Whoever has it open already does not read it again by that.
    await openLead(other, budi.name);
    await page.keyboard.press("Alt+u");
    await expect(page.getByText("The conversation opens here.")).toBeVisible();
    for (const tab of [page, other]) await expect(leadRow(tab, budi.name)).toContainText("1 unread");
    await page.reload();
    await expectLive(page);
    await expect(leadRow(page, budi.name)).toContainText("1 unread");
    await openLead(page, budi.name);
    for (const tab of [page, other]) await expect(leadRow(tab, budi.name)).not.toContainText("unread");
    await page.getByRole("button", { name: "Mark unread" }).click();
    for (const tab of [page, other]) await expect(leadRow(tab, budi.name)).toContainText("1 unread");
  });

  test("a row of the list is decided on by a letter, as a line of Today is", async ({ page }) => {
    await leadRow(page, budi.name).focus();
    await page.keyboard.press("t");
    await expect(page.getByText("1 lead changed.")).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await leadRow(page, budi.name).focus();
    await page.keyboard.press("a");
    await expect(page.getByRole("dialog", { name: `Give ${budi.name} to` }).locator("option:checked")).toHaveText("ana");
    await page.keyboard.press("Escape");
    await leadRow(page, budi.name).focus();
    await page.keyboard.press("f");
    await page.getByRole("dialog", { name: `Follow up with ${budi.name}` }).getByRole("button", { name: "In a week" }).click();
    await progress(page).selectOption("Follow-up planned");
    await expect(leadRow(page, /./)).toHaveCount(1);
    await leadRow(page, budi.name).focus();
    await expectAccessible(page);
    await page.keyboard.press("d");
    await expect(page.getByText("Nobody here matches")).toBeVisible();
    await progress(page).selectOption("Done");
    await expect(leadRow(page, budi.name)).toBeVisible();
  });
});
