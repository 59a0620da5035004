import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, expectLive, expectParts, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const people = [
  { name: "Budi Santoso", number: "6281300000002" },
  { name: "Priya Sharma", number: "919812345678" },
  { name: "Joana Lima", number: "5511987654321" },
];
const [budi, priya, joana] = people;

const many = Array.from({ length: 60 }, (_, index) => `Customer ${index},+62813${String(index).padStart(8, "0")}`);

const choose = (page, { name }) => page.getByRole("checkbox", { name: `Choose ${name}` });

test.describe("deleting", () => {
  test("when all that is shown is deleted, the next page stands there; taken back, all of it does", async ({ page }) => {
    await signIn(page);
    await page.goto("/leads/import");
    await expectLive(page);
    const file = { name: "all.csv", mimeType: "text/csv", buffer: Buffer.from(["Name,Number", ...many].join("\n")) };
    await page.getByLabel("Choose a CSV file").and(page.locator("input")).setInputFiles(file);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "all.csv" })).toContainText("60 added");
    await page.goto("/leads");
    await expectLive(page);
    await expectParts(page);
    await expect(leadRow(page, /./)).toHaveCount(50);
    await page.getByRole("checkbox", { name: /^Choose / }).first().check();
    const bar = page.getByRole("group", { name: "Chosen leads" });
    await bar.getByRole("button", { name: "All shown" }).click();
    await expect(bar).toContainText("50 chosen");
    await bar.getByRole("button", { name: "Delete" }).click();
    await expect(leadRow(page, /./)).toHaveCount(10);
    await page.locator(".toast").filter({ hasText: "50 leads deleted." }).getByRole("button", { name: "Undo" }).click();
    await expect(leadRow(page, /./)).toHaveCount(60);
  });

  test("several are deleted and taken back, one is deleted, writes again and is back", async ({ page, browser, simulator, leadwire }) => {
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of people) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
    for (const { number, name } of people) {
      await simulator.write(number, shop.number, `It is ${name}`);
      await expect(leadRow(page, name)).toBeVisible();
    }
    await expectParts(page);
    const elsewhere = await browser.newContext({ baseURL: leadwire.url });
    const other = await elsewhere.newPage();
    await signIn(other);
    await other.goto("/leads");
    await openLead(other, budi.name);

    // Several at once, and back.
    for (const person of [budi, priya]) await choose(page, person).check();
    const bar = page.getByRole("group", { name: "Chosen leads" });
    await expectAccessible(page);
    await bar.getByRole("button", { name: "Delete" }).click();
    for (const { name } of [budi, priya]) {
      await expect(leadRow(page, name)).toHaveCount(0);
      await expect(leadRow(other, name)).toHaveCount(0);
    }
    await expect(other.getByText("This lead was deleted.")).toBeVisible();
    await expect(other).toHaveURL(/\/leads$/);
    const toast = page.locator(".toast").filter({ hasText: "2 leads deleted." });
    await toast.getByRole("button", { name: "Undo" }).click();
    for (const { name } of [budi, priya]) {
      await expect(leadRow(page, name)).toBeVisible();
      await expect(leadRow(other, name)).toBeVisible();
    }

    // One, from its page.
    await openLead(page, priya.name);
    await page.getByRole("button", { name: "Delete this lead" }).click();
    await expect(page).toHaveURL(/\/leads$/);
    await expect(leadRow(page, priya.name)).toHaveCount(0);
    await expect(page.getByText("Priya Sharma deleted.")).toBeVisible();
    await simulator.write(priya.number, shop.number, "Are you there?");
    await expect(leadRow(page, priya.name)).toContainText("Are you there?");
    await openLead(page, priya.name);
    await expect(bubbles(page, "It is Priya Sharma")).toBeVisible();
    await page.getByText("History", { exact: true }).click();
    await expect(page.getByText("Brought it back, as there was a message")).toBeVisible();

    // What was deleted is found and restored, or goes for good.
    await page.goto("/leads");
    await expectLive(page);
    await expectParts(page);
    for (const person of [budi, joana]) await choose(page, person).check();
    await bar.getByRole("button", { name: "Delete" }).click();
    await expect(leadRow(page, joana.name)).toHaveCount(0);
    await page.getByRole("link", { name: "Deleted", exact: true }).click();
    const list = page.getByRole("list", { name: "Deleted leads" });
    await expect(list.getByRole("listitem")).toHaveCount(2);
    await expectAccessible(page);
    await page.getByRole("searchbox", { name: "Search deleted leads" }).fill("987654321");
    await page.keyboard.press("Enter");
    await expect(list.getByRole("listitem")).toHaveCount(1);
    await list.getByRole("button", { name: "Delete for good… Joana Lima" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete Joana Lima for good" });
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(dialog.getByLabel("Confirm")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await dialog.getByLabel("Confirm").fill("delete");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText("Nobody here matches")).toBeVisible();
    await page.goto("/leads/deleted");
    await expectLive(page);
    await page.getByRole("button", { name: "Restore Budi Santoso" }).click();
    await expect(page.getByText("Nothing is deleted")).toBeVisible();
    await expect(leadRow(other, budi.name)).toBeVisible();
    await expect(leadRow(other, joana.name)).toHaveCount(0);
    await elsewhere.close();
  });

  test("a number that changes is told in the lead's history and found by both", async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
    await simulator.write(budi.number, shop.number, "Is it still there?");
    await openLead(page, budi.name);
    await simulator.changeNumber(budi.number, "6281300000009");
    await page.getByText("History", { exact: true }).click();
    await expect(page.getByText("Changed number from +62 813-0000-0002 to +62 813-0000-0009")).toBeVisible();
    await page.goto("/leads?q=0813%200000%200002");
    await expect(page.getByRole("link", { name: /Budi Santoso/ }).first()).toBeVisible();
    await expectAccessible(page);
  });
});
