// Every way in which a link dialog can end, as its person sees it.
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { beginLinking, codePicture, complaint, linkDialog, linkPhone, linkState, phoneRow, readCode, signIn } from "../support/steps.js";

/** The sentence that says why the link ended. */
const why = (dialog) => dialog.locator(".link-cause");
const shop = { name: "Sales", number: "6281200000001" };

test.describe("a link dialog always ends well", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
  });

  test("eight characters typed on the handset link without a scan", async ({ page, simulator, complaints }) => {
    complaints.allow(/status of 422/);
    const dialog = await beginLinking(page, shop.name);
    await expect(codePicture(dialog)).toBeVisible();
    await dialog.getByText("Link with phone number", { exact: true }).click();
    const number = dialog.getByLabel("Number of the handset");
    await number.fill("call me");
    await dialog.getByRole("button", { name: "Get a code" }).click();
    await expect(complaint(dialog)).toContainText("country code");
    await number.fill(`+${shop.number}`);
    await dialog.getByRole("button", { name: "Get a code" }).click();
    const shown = dialog.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await expect(shown).toBeVisible();
    await expectAccessible(page);
    await simulator.call("POST", `handsets/${shop.number}/enter_code`, { code: await shown.textContent() });
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  });

  test("a number that gets no code is told why, and the QR code stays", async ({ page, simulator, complaints }) => {
    complaints.allow(/status of 422/);
    await simulator.fault({ kind: "pair_code_throttled", code: 429, backoff: 600 });
    const dialog = await beginLinking(page, shop.name);
    await expect(codePicture(dialog)).toBeVisible();
    await dialog.getByText("Link with phone number", { exact: true }).click();
    await dialog.getByLabel("Number of the handset").fill(`+${shop.number}`);
    await dialog.getByRole("button", { name: "Get a code" }).click();
    await expect(complaint(dialog)).toContainText("wait 10 minutes");
    await expect(codePicture(dialog)).toBeVisible();
  });

  test("a passkey is explained, and the link can be given up", async ({ page, simulator }) => {
    await simulator.fault({ kind: "passkey" });
    const dialog = await beginLinking(page, shop.name);
    await expect(simulator.scan(shop.number, await readCode(dialog))).rejects.toMatchObject({ status: 422 });
    await expect(linkState(page)).toContainText("passkey");
    await expect(dialog.getByText(/Only a page of WhatsApp itself/)).toBeVisible();
    await expect(dialog.getByText(/official Cloud API/)).toBeVisible();
    await expectAccessible(page);
    await simulator.noFaults();
    await dialog.getByRole("button", { name: "Cancel the link" }).click();
    // A phone that was never linked asks for a code again as long as its dialog is open.
    expect(await readCode(dialog)).toContain("2@");
  });

  for (const [how, sentence] of [
    ["handset_too_old", /app on the handset is too old/],
    ["bad_signature", /signature could not be verified/],
  ]) {
    test(`a scan that ends as ${how} says so, and Try again works`, async ({ page, simulator }) => {
      await simulator.fault({ kind: "scan_ends", how });
      const dialog = await beginLinking(page, shop.name);
      await simulator.scan(shop.number, await readCode(dialog)).catch(() => {});
      await expect(why(dialog)).toHaveText(sentence);
      await expectAccessible(page);
      await simulator.noFaults();
      await dialog.getByRole("button", { name: "Try again" }).click();
      await simulator.scan(shop.number, await readCode(dialog));
      await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
    });
  }

  test("a version that is too old says so", async ({ page, simulator }) => {
    await simulator.fault({ kind: "failure", code: 405, stage: "pairing" });
    const dialog = await beginLinking(page, shop.name);
    await expect(why(dialog)).toHaveText(/takes only newer versions.*Update Leadwire/);
  });

  test("a server that refuses links for now says so and when to try again", async ({ page, simulator }) => {
    await simulator.fault({ kind: "failure", code: 429, stage: "pairing" });
    const dialog = await beginLinking(page, shop.name);
    await expect(why(dialog)).toHaveText(/too many were tried.*Wait an hour/);
  });

  test("a number that is a phone here already is named, and the second entry can be merged into it", async ({ page, simulator }) => {
    const first = await linkPhone(page, simulator, shop);
    await first.getByRole("button", { name: "Done" }).click();
    const dialog = await beginLinking(page, "Support");
    await simulator.scan(shop.number, await readCode(dialog));
    await expect(dialog.getByText(/is a phone here already, as "Sales"/)).toBeVisible({ timeout: 20_000 });
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Merge into that phone" }).click();
    await expect(linkDialog(page)).toBeHidden();
    await expect(phoneRow(page, "Support")).toHaveCount(0);
    await expect(phoneRow(page, shop.name)).toContainText("Connected");
  });
});
