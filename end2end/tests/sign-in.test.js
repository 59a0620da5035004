import { expect, expectAccessible, owner, test } from "../support/fixtures.js";
import { complaint, expectLive, fillSignIn, signIn } from "../support/steps.js";

test.describe("sign in", () => {
  test("a wrong password and an unknown address get the same sentence, the right one gets in", async ({ page, complaints }) => {
    complaints.allow(/status of 4\d\d/);
    await page.goto("/sign-in");
    await expectAccessible(page);

    const told = [];
    for (const attempt of [
      { email: owner.email, password: "not-the-password" },
      { email: "nobody@example.com", password: owner.password },
    ]) {
      await page.goto("/sign-in");
      await fillSignIn(page, attempt);
      const alert = complaint(page);
      await expect(alert).toBeVisible();
      told.push((await alert.innerText()).trim());
    }
    expect(told[0]).toBe(told[1]);
    await expectAccessible(page);

    await fillSignIn(page);
    await expectLive(page);
    await expectAccessible(page);
  });

  test("the page that was asked for first is shown after signing in", async ({ page }) => {
    await page.goto("/phones");
    await expect(page).toHaveURL(/\/sign-in/);
    await fillSignIn(page);
    await expectLive(page);
    await expect(page).toHaveURL(/\/phones$/);
  });

  test("signing out here ends every other tab", async ({ page, context, complaints }) => {
    // What a tab reads at that moment is refused.
    complaints.allow(/status of 401/);
    await signIn(page);
    const other = await context.newPage();
    await other.goto("/phones");
    await expectLive(other);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(other).toHaveURL(/\/sign-in/);
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/leads");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("what was typed before the page came alive stays", async ({ page }) => {
    let comeAlive;
    const held = new Promise((release) => (comeAlive = release));
    await page.route("**/*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("/sign-in", { waitUntil: "commit" });
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    comeAlive();
    const password = page.getByLabel("Password", { exact: true });
    await expect(async () => {
      await page.getByRole("button", { name: "Show what I typed" }).click();
      await expect(password).toHaveAttribute("type", "text", { timeout: 200 });
    }).toPass();
    await expect(page.getByLabel("Email")).toHaveValue(owner.email);
    await expect(password).toHaveValue(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expectLive(page);
  });

  test.describe("without JavaScript", () => {
    test.use({ javaScriptEnabled: false });

    test("the form signs in, and refuses, as a plain form", async ({ page }) => {
      await page.goto("/sign-in");
      await fillSignIn(page, { email: owner.email, password: "not-the-password" });
      await expect(complaint(page)).toBeVisible();
      await page.goto("/phones");
      await fillSignIn(page);
      await expect(page).toHaveURL(/\/phones$/);
      await expect(page.getByRole("heading", { name: "Phones" })).toBeVisible();
    });
  });
});
