import { readFile } from "node:fs/promises";
import { complaint, expectLive, leadRow, linkPhone, answer, bubbles, signIn } from "../support/steps.js";
import { expect, expectAccessible, test } from "../support/fixtures.js";

const shop = { name: "Sales", number: "6281200000001" };
const ada = { name: "Ada Lovelace", number: "6281300000002" };

test("a lead is added by hand, written to, found again and exported", async ({ page, simulator, complaints }) => {
  // What the browser writes to its console when a form is refused.
  complaints.allow(/status of 422/);
  await simulator.addHandset(shop.number, "Shop");
  await simulator.addHandset(ada.number, "Countess");
  await signIn(page);
  await linkPhone(page, simulator, shop);
  await page.goto("/leads");
  await expectLive(page);
  await page.getByRole("button", { name: "Add a lead" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a lead" });
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type(ada.name);
  await page.keyboard.press("Tab");
  await page.keyboard.type("0813 0000 0002");
  await page.keyboard.press("Enter");
  await expect(complaint(dialog)).toContainText("Begin with + and the country code");
  await dialog.getByLabel("Number").fill("+62 813-0000-0002");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: ada.name })).toBeVisible();
  await expect(leadRow(page, ada.name)).toContainText("No message yet");
  await answer(page, "Hello Ada");
  await expect(bubbles(page, "Hello Ada")).toContainText("Delivered");

  await page.getByRole("button", { name: "Add a lead" }).click();
  await dialog.getByLabel("Number").fill("0062 813 0000 0002");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${ada.name} was here already.`)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: ada.name })).toBeVisible();

  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export as CSV" }).click()]);
  expect(file.suggestedFilename()).toBe("leads.csv");
  expect(await readFile(await file.path(), "utf8")).toContain(`${ada.name},'+62 813-0000-0002,`);
});
