import { readFile } from "node:fs/promises";
import { complaint, expectLive, leadRow, signIn } from "../support/steps.js";
import { expect, expectAccessible, test } from "../support/fixtures.js";

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const people = file(
  "fair.csv",
  "Nama;No. WA;Catatan\nAda Lovelace;0812-0000-0002;\"Likes\nengines\"\nBudi;0812 0000 0003;\nNobody;12345;\n<img src=x onerror=alert(1)>;+55 11 98765-4321;\n",
);

const chooser = (page) => page.getByLabel("Choose a CSV file").and(page.locator("input"));
const rows = (page) => page.getByRole("region", { name: "The first rows of the file" });
const result = (page, name) => page.getByRole("listitem").filter({ hasText: name });

test("a file is chosen, looked at, imported; its problems and its people are found again", async ({ page, complaints }) => {
  // What the browser writes to its console when a file is refused.
  complaints.allow(/status of 422/, /status of 409/);
  await signIn(page);
  await page.goto("/leads");
  await expectLive(page);
  await page.getByRole("link", { name: "Import leads" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Import leads" })).toBeVisible();
  await expect(page.getByText("No imports yet")).toBeVisible();
  await expectAccessible(page);

  await chooser(page).setInputFiles(file("list.xlsx", "PK\x03\x04 and so on"));
  await expect(complaint(page)).toContainText("save it as CSV");
  await chooser(page).setInputFiles(people);
  await expect(page.getByRole("heading", { name: "fair.csv" })).toBeVisible();
  await expect(rows(page).getByRole("combobox", { name: "What Nama holds" })).toHaveValue("Name");
  await expect(rows(page).getByRole("combobox", { name: "What No. WA holds" })).toHaveValue("Number");
  await expect(rows(page)).toContainText("0812-0000-0002 is no number with a country code");
  await expect(rows(page).locator("img")).toHaveCount(0);
  await expectAccessible(page);

  // By keyboard: the country, then nothing but the number that is none is left to complain about.
  await page.getByRole("combobox", { name: "Numbers without + are from" }).selectOption("ID");
  await expect(rows(page)).toContainText("12345 is no number of that country");
  await expect(rows(page)).not.toContainText("0812-0000-0002 is no number");
  await rows(page).getByRole("combobox", { name: "What No. WA holds" }).selectOption("Leave out");
  await expect(complaint(page)).toContainText("Say which column holds the number");
  await rows(page).getByRole("combobox", { name: "What No. WA holds" }).selectOption("Number");
  await expect(complaint(page)).toHaveCount(0);

  // Left and come back to, it is as it was.
  await page.reload();
  await expectLive(page);
  await expect(page.getByRole("combobox", { name: "Numbers without + are from" })).toHaveValue("ID");
  await page.getByLabel("Tag for all of them").fill("Fair May");
  await page.getByRole("button", { name: "Import", exact: true }).press("Enter");
  await expect(result(page, "fair.csv")).toContainText("Done");
  await expect(result(page, "fair.csv")).toContainText("3 added, 0 updated, 0 skipped, 1 not taken");
  await expect(result(page, "fair.csv").getByRole("list", { name: "Rows that were not taken" })).toContainText("Row 4: 12345 is no number");
  await expectAccessible(page);
  const link = page.getByRole("link", { name: "Download the rows that were not taken" });
  const [report] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(await readFile(await report.path(), "utf8")).toContain("Nobody,12345,");

  await page.getByRole("link", { name: "See them in the list" }).click();
  await expect(page).toHaveURL(/tag=fair(%20|\+)may/);
  await expect(page.getByRole("list", { name: "Leads" }).getByRole("link")).toHaveCount(3);
  await leadRow(page, "Ada Lovelace").click();
  await expect(page.getByRole("heading", { level: 1, name: "Ada Lovelace" })).toBeVisible();
  await page.getByText("History", { exact: true }).click();
  await expect(page.getByRole("list", { name: "History" })).toContainText("Imported it from fair.csv");
});

test("two tabs see an import go on, and a list that is open fills itself", async ({ page, context }) => {
  await signIn(page);
  await page.goto("/leads/import");
  await expectLive(page);
  const list = await context.newPage();
  await list.goto("/leads");
  await expectLive(list);
  await expect(list.getByText("No leads yet")).toBeVisible();
  const other = await context.newPage();
  await other.goto("/leads/import");
  await expectLive(other);
  const many = Array.from({ length: 1200 }, (_, at) => `Person ${at},+62812${String(at).padStart(7, "0")}`).join("\n");
  await chooser(page).setInputFiles(file("many.csv", `name,phone\n${many}\n`));
  await expect(other.getByRole("heading", { name: "many.csv" })).toBeVisible();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  for (const tab of [page, other]) {
    await expect(result(tab, "many.csv")).toContainText("Done", { timeout: 60_000 });
    await expect(result(tab, "many.csv")).toContainText("1,200 added");
  }
  await expect(leadRow(list, "Person 0")).toBeVisible();
  await page.getByRole("button", { name: "Remove from this page" }).click();
  await expect(page.getByText("No imports yet")).toBeVisible();
});

test("a list is dropped anywhere on the page, and of several the first is taken", async ({ page }) => {
  await signIn(page);
  await page.goto("/leads/import");
  await expectLive(page);
  const heading = page.getByRole("heading", { level: 1, name: "Import leads" });
  const zone = page.getByRole("region", { name: "Choose a CSV file" });
  const lists = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    for (const name of ["first.csv", "second.csv"]) {
      data.items.add(new File(["name,phone\nAda Lovelace,+6281200000002\n"], name, { type: "text/csv" }));
    }
    return data;
  });
  // The code that takes what is dropped comes after the page.
  await expect(async () => {
    await heading.dispatchEvent("dragover", { dataTransfer: lists });
    await expect(zone).toHaveClass(/import-drop-over/, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await heading.dispatchEvent("drop", { dataTransfer: lists });
  await expect(page.getByRole("heading", { name: "first.csv" })).toBeVisible();
  await expect(page.getByText("second.csv")).toHaveCount(0);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(result(page, "first.csv")).toContainText("1 added");
});

test("a list that was chosen before the page came alive is taken once it has", async ({ page }) => {
  await signIn(page);
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/leads/import", { waitUntil: "commit" });
  await chooser(page).setInputFiles(people);
  letGo();
  await expect(page.getByRole("heading", { name: "fair.csv" })).toBeVisible();
});
