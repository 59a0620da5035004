import { expect, test } from "../support/fixtures.js";
import { expectLive, signIn } from "../support/steps.js";

const heading = (page, name) => page.getByRole("heading", { name, level: 1 });

test.describe("lazy pages", () => {
  test("signing in fetches the code of no other page", async ({ page }) => {
    const fetched = [];
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    await page.goto("/sign-in", { waitUntil: "networkidle" });
    expect(fetched.filter((path) => path.endsWith(".wasm"))).toEqual(["/pkg/leadwire.wasm", "/pkg/page_gate.wasm"]);
  });

  test("a page names the files of its code in its head", async ({ page }) => {
    await signIn(page);
    const answer = await page.request.get("/phones");
    expect(await answer.text()).toMatch(/<link[^>]+rel="preload"[^>]+href="\/pkg\/page_phones\.wasm"/);
  });

  test("a page is shown without asking the server for its code again", async ({ page }) => {
    const arrived = new Set();
    page.on("requestfinished", (request) => arrived.add(new URL(request.url()).pathname));
    await signIn(page);
    // The pages that are gone to from inside, then the parts, are fetched one after the other.
    const all = Object.values(await (await page.request.get("/pkg/__wasm_split_manifest.json")).json()).flat();
    const files = all.filter((file) => !/guest|sign_in|first_run/.test(file));
    expect(files.length).toBeGreaterThan(5);
    await expect.poll(() => files.filter((file) => !arrived.has(`/pkg/${file}.wasm`))).toEqual([]);
    await page.evaluate(() => (globalThis.isSamePage = true));
    await page.route(/\/pkg\//, (route) => route.abort());
    await page.getByRole("link", { name: "Phones", exact: true }).click();
    await expect(heading(page, "Phones")).toBeVisible();
    expect(await page.evaluate(() => globalThis.isSamePage)).toBe(true);
  });

  test("whoever leaves a page before its parts are here meets nothing of them", async ({ page }) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(/\/pkg\/page_part_team/, async (route) => {
      await held;
      await route.continue();
    });
    await signIn(page);
    await page.getByRole("link", { name: "Leads", exact: true }).click();
    await expect(page.getByRole("searchbox")).toBeVisible();
    await page.getByRole("link", { name: "Phones", exact: true }).click();
    await expect(heading(page, "Phones")).toBeVisible();
    const arrived = page.waitForResponse(/\/pkg\/page_part_team/);
    release();
    await (await arrived).finished();
    await page.getByRole("link", { name: "Leads", exact: true }).click();
    await page.getByRole("searchbox").fill("nobody");
    await expect(page).toHaveURL(/q=nobody/);
  });

  test("a page whose code cannot be had is loaded by the browser itself", async ({ page, complaints }) => {
    complaints.allow(/Failed to fetch|ERR_FAILED/);
    let isAway = true;
    await page.route(/\/pkg\/page_phones/, (route) => (isAway ? route.abort() : route.continue()));
    page.on("request", (request) => {
      if (request.isNavigationRequest() && request.url().endsWith("/phones")) isAway = false;
    });
    await signIn(page);
    await page.evaluate(() => (globalThis.isSamePage = true));
    await page.getByRole("link", { name: "Phones", exact: true }).click();
    await expect(heading(page, "Phones")).toBeVisible();
    await expectLive(page);
    expect(await page.evaluate(() => globalThis.isSamePage ?? false)).toBe(false);
  });
});
