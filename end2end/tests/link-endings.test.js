// Every way in which a link dialog can end, as its person sees it.
import { decode } from "../support/code.js";
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { beginLinking, codePicture, complaint, linkDialog, linkPhone, linkState, phoneRow, readCode, signIn } from "../support/steps.js";

/** The sentence that says why the link ended. */
const why = (dialog) => dialog.locator(".link-cause");
/** Once nothing stands in the way any more. */
const tryAgainLinks = async (dialog, simulator) => {
  await simulator.noFaults();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await simulator.scan(shop.number, await readCode(dialog));
  await expect(dialog.getByRole("status")).toContainText("Connected", { timeout: 20_000 });
};
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

  test("a link that WhatsApp refuses says so with its code, and Try again works", async ({ page, simulator }) => {
    await simulator.fault({ kind: "failure", code: 403, stage: "pairing" });
    const dialog = await beginLinking(page, shop.name);
    await expect(why(dialog)).toHaveText(/WhatsApp refused this link \(code 403\).*Show a new code/);
    await expectAccessible(page);
    await tryAgainLinks(dialog, simulator);
  });

  test("a code that is lost with its connection is taken away, and a new one comes by itself", async ({ page, simulator }) => {
    const dialog = await beginLinking(page, shop.name);
    const lost = await readCode(dialog);
    await simulator.fault({ kind: "cut" });
    await expect(codePicture(dialog)).toHaveCount(0);
    const code = await readCode(dialog);
    expect(code).not.toBe(lost);
    await expect(simulator.scan(shop.number, lost), "the old code is of no use").rejects.toMatchObject({ status: 422 });
    await simulator.scan(shop.number, code);
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  });

  test("a handset that is not this phone's is named, and the right one can be scanned then", async ({ page, simulator }) => {
    const other = "6281200000009";
    await simulator.addHandset(other, "Another");
    await (await linkPhone(page, simulator, shop)).getByRole("button", { name: "Done" }).click();
    await simulator.unlink(shop.number);
    await expect(phoneRow(page, shop.name)).toContainText("Unlinked on the handset");
    await page.getByRole("button", { name: `Link again ${shop.name}` }).click();
    const dialog = linkDialog(page);
    await simulator.scan(other, await readCode(dialog));
    await expect(why(dialog)).toHaveText(/The handset that scanned is \+62.*0009, but this phone is \+62.*0001.*Scan with the right handset/, { timeout: 20_000 });
    await expectAccessible(page);
    expect((await simulator.call("GET", `handsets/${other}`)).companions, "its link is taken back").toHaveLength(0);
    await tryAgainLinks(dialog, simulator);
  });

  test("a passkey that was given leads to a code that both sides show, and comparing it links", async ({ page, simulator }) => {
    await simulator.fault({ kind: "passkey", simulated: true });
    const dialog = await beginLinking(page, shop.name);
    await expect(simulator.scan(shop.number, await readCode(dialog))).rejects.toMatchObject({ status: 422 });
    await expect(dialog.getByText("Does the handset show the same code?")).toBeVisible();
    const handset = await simulator.call("GET", `handsets/${shop.number}/passkey?wait_for=comparing&timeout_ms=10000`);
    await expect(dialog.getByText(handset.code, { exact: true })).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "It is the same" }).click();
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  });

  test("a passkey that fails says so with the ways out, and Try again works", async ({ page, simulator }) => {
    await simulator.fault({ kind: "passkey", fail: "request" });
    const dialog = await beginLinking(page, shop.name);
    await simulator.scan(shop.number, await readCode(dialog)).catch(() => {});
    await expect(why(dialog)).toHaveText(/asked for this account's passkey and did not get it.*Switch the passkey off.*Cloud API/);
    await expectAccessible(page);
    await tryAgainLinks(dialog, simulator);
  });
});

test.describe("a link dialog whose time runs out ends well too", () => {
  // Ten times faster than for people: a link has 30 s, its first code 6 s, a step 3 s.
  test.use({ appOptions: { env: { LEADWIRE_HURRY: "10" } } });

  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
  });

  test("when the codes run out the last one is blurred, and Show a new code brings one that links", async ({ page, simulator }) => {
    await simulator.fault({ kind: "short_refs", count: 1 });
    const dialog = await beginLinking(page, shop.name);
    const last = await readCode(dialog);
    await expect(why(dialog)).toHaveText("No scan in time: 3 codes have run out. Show a new code.", { timeout: 40_000 });
    await expect(linkState(page)).toHaveText("No scan in time");
    const blurred = dialog.locator(".code-frame-ended canvas");
    await expect(blurred).toBeVisible();
    expect(decode(await blurred.screenshot({ animations: "disabled" })), "no camera takes it").toBeNull();
    await expect(codePicture(dialog), "nor is it called a code").toHaveCount(0);
    await expectAccessible(page);
    await simulator.noFaults();
    await dialog.getByRole("button", { name: "Show a new code" }).click();
    const code = await readCode(dialog);
    expect(code).not.toBe(last);
    await simulator.scan(shop.number, code);
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  });

  test("a link that takes as long as a link may take ends, and says what to do", async ({ page, simulator }) => {
    test.setTimeout(90_000);
    const dialog = await beginLinking(page, shop.name);
    await readCode(dialog);
    await expect(why(dialog)).toHaveText(/Nobody scanned a code in time. Show a new code when the handset is at hand./, { timeout: 45_000 });
    expect(await simulator.connections({ waitFor: 0 })).toHaveLength(0);
    await expect(dialog.getByRole("button", { name: "Show a new code" })).toBeVisible();
  });

  for (const [how, fault, sentence] of [
    ["gives no code", { kind: "no_refs" }, /Connected to WhatsApp, but it gave no code in time. Wait a minute/],
    ["never shakes hands", { kind: "freeze", new: true }, /the encrypted handshake did not finish.*try again/],
  ]) {
    test(`a server that ${how} is told as that, and Try again works`, async ({ page, simulator }) => {
      await simulator.fault(fault);
      const dialog = await beginLinking(page, shop.name);
      await expect(why(dialog)).toHaveText(sentence, { timeout: 20_000 });
      await expectAccessible(page);
      await tryAgainLinks(dialog, simulator);
    });
  }
});
