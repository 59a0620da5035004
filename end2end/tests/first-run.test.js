import { expect, expectAccessible, test } from "../support/fixtures.js";
import { complaint, expectLive, fillSignIn } from "../support/steps.js";

const ana = { name: "Ana Souza", email: "ana@example.com", password: "correct-horse-battery" };

async function createOwner(page, { name, email, password }) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create owner" }).click();
}

test.describe("first run", () => {
  test.use({ appOptions: { firstRun: true } });

  test("the link in the log creates the owner, once", async ({ page, browser, leadwire, complaints }) => {
    const link = await leadwire.firstRunLink();
    await page.goto("/");
    await expect(page.getByText("Nobody works here yet. The link that creates the owner is in Leadwire's log")).toBeVisible();
    await expectAccessible(page);
    await page.goto(link);
    await expectAccessible(page);
    await createOwner(page, ana);
    await expectLive(page);
    await expectAccessible(page);

    // A stranger who finds the link in the log gets nothing by it.
    const stranger = await browser.newContext({ baseURL: leadwire.url });
    const other = await stranger.newPage();
    await other.goto(link);
    await expect(other.getByText("this link is used up")).toBeVisible();
    await expect(other.getByRole("button", { name: "Create owner" })).toHaveCount(0);
    await other.getByRole("link", { name: "Sign in" }).click();
    await expect(other.getByText("Nobody works here yet")).toHaveCount(0);
    await fillSignIn(other, { email: "mallory@example.com", password: "correct-horse-battery" });
    await expect(complaint(other)).toBeVisible();
    await fillSignIn(other, ana);
    await expectLive(other);
    await stranger.close();
    expect(complaints.all).toEqual([]);
  });

  test("a short password is refused with a sentence, and nothing typed is lost", async ({ page, leadwire, complaints }) => {
    complaints.allow(/status of 422/);
    await page.goto(await leadwire.firstRunLink());
    await createOwner(page, { ...ana, password: "elevenchars" });
    await expect(complaint(page)).toContainText("12 characters");
    await expect(page.getByLabel("Email")).toHaveValue(ana.email);
    await expectAccessible(page);
    await page.getByLabel("Password", { exact: true }).fill(ana.password);
    await page.getByRole("button", { name: "Create owner" }).click();
    await expectLive(page);
  });

  test("without the link nobody becomes owner", async ({ page, complaints }) => {
    complaints.allow(/status of 4\d\d/);
    await page.goto("/first-run");
    await expect(page.getByRole("button", { name: "Create owner" })).toHaveCount(0);
    await expectAccessible(page);
    await page.goto("/first-run?token=guessed");
    await createOwner(page, ana);
    await expect(complaint(page)).toBeVisible();
    await page.goto("/phones");
    await expect(page).toHaveURL(/sign-in|first-run/);
  });
});
