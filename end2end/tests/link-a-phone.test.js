import { expect, expectAccessible, test } from "../support/fixtures.js";
import { beginLinking, codePicture, complaint, expectLive, linkDialog, linkState, phoneRow, readCode, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };

test.describe("link a phone", () => {
  test("the code on the screen is scanned, and every open tab sees the phone connect without a reload", async ({ page, context, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    const list = await context.newPage();
    await list.goto("/phones");
    await expectLive(list);
    await expectAccessible(list);

    const dialog = await beginLinking(page, shop.name);
    const code = await readCode(dialog);
    expect(code, "what WhatsApp's own handsets expect").toMatch(/2@[^,]+,[^,]+,[^,]+,[^,]+/);
    await expect(dialog.getByText("code 1 of 6")).toBeVisible();
    await expect(dialog.getByText(/0:\d\d left/)).toBeVisible();
    await expect(phoneRow(list, shop.name)).toBeVisible();
    await expectAccessible(page);

    let loads = 0;
    for (const tab of [page, list]) tab.on("domcontentloaded", () => (loads += 1));
    await simulator.scan(shop.number, code);
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
    await expect(codePicture(page)).toHaveCount(0);
    await expect(phoneRow(list, shop.name)).toContainText("Connected");
    await expect(phoneRow(list, shop.name)).toContainText(/\+62[\s-]?812[\s-]?0000[\s-]?0001/);
    expect(loads, "no page was loaded again").toBe(0);
    await expectAccessible(page);
    await expectAccessible(list);
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toBeHidden();
    await expect(phoneRow(page, shop.name)).toContainText("Connected");
  });

  test("a reload and a second tab show the current code at once", async ({ page, context, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    const code = await readCode(await beginLinking(page, shop.name));

    await page.reload();
    expect(await readCode(linkDialog(page)), "the same code after a reload").toBe(code);

    const other = await context.newPage();
    await other.goto(page.url());
    expect(await readCode(linkDialog(other)), "the same code in a second tab").toBe(code);

    // One link, however many look at it.
    expect(await simulator.connections()).toHaveLength(1);
    await simulator.scan(shop.number, code);
    for (const tab of [page, other]) await expect(linkState(tab)).toContainText("Connected", { timeout: 20_000 });
  });

  test("when WhatsApp replaces the code, the new one is simply there, in every tab", async ({ page, context, simulator }) => {
    // The first code lives a minute; the library counts it, so nothing shortens the wait.
    test.setTimeout(120_000);
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    const dialog = await beginLinking(page, shop.name);
    const first = await readCode(dialog);
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(linkDialog(other).getByText("code 1 of 6")).toBeVisible();

    for (const tab of [page, other]) await expect(linkDialog(tab).getByText("code 2 of 6")).toBeVisible({ timeout: 70_000 });
    const second = await readCode(linkDialog(other));
    expect(second).not.toBe(first);
    expect(await readCode(dialog)).toBe(second);
    await expect(simulator.scan(shop.number, first), "the old code is of no use").rejects.toMatchObject({ status: 422 });
    await simulator.scan(shop.number, second);
    for (const tab of [page, other]) await expect(linkState(tab)).toContainText("Connected", { timeout: 20_000 });
  });

  test("a scan of a made-up code is refused and the link goes on", async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    const dialog = await beginLinking(page, shop.name);
    const code = await readCode(dialog);
    const [ref, ...keys] = code.split(",");
    await expect(simulator.scan(shop.number, [`${ref}x`, ...keys].join(","))).rejects.toMatchObject({ status: 422 });
    await expect(codePicture(dialog)).toBeVisible();
    await simulator.scan(shop.number, await readCode(dialog));
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  });

  test("when WhatsApp cannot be reached the dialog says so, and Try again works", async ({ page, simulator }) => {
    // A link gives up after 30 seconds without a code.
    test.setTimeout(90_000);
    await simulator.fault({ kind: "refuse" });
    await signIn(page);
    const dialog = await beginLinking(page, shop.name);
    const again = dialog.getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible({ timeout: 35_000 });
    await expect(dialog.getByText(/could not be reached/).first()).toBeVisible();
    await expectAccessible(page);
    await simulator.noFaults();
    await again.click();
    expect(await readCode(dialog)).toContain("2@");
  });

  test("closing the last dialog ends the link and leaves no socket", async ({ page, simulator }) => {
    // A link that nobody looks at ends after 30 seconds.
    test.setTimeout(90_000);
    await signIn(page);
    const dialog = await beginLinking(page, shop.name);
    await readCode(dialog);
    expect(await simulator.connections()).toHaveLength(1);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    expect(await simulator.connections({ waitFor: 0, within: 35_000 })).toHaveLength(0);
    await expect(phoneRow(page, shop.name)).toContainText("No scan in time");
  });

  test("a phone that its handset unlinks says so everywhere, and can be linked again", async ({ page, context, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    const dialog = await beginLinking(page, shop.name);
    await simulator.scan(shop.number, await readCode(dialog));
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
    await dialog.getByRole("button", { name: "Done" }).click();
    const other = await context.newPage();
    await other.goto("/phones");
    await expectLive(other);

    await simulator.unlink(shop.number);
    for (const tab of [page, other]) await expect(phoneRow(tab, shop.name)).toContainText("Unlinked on the handset");
    await expectAccessible(page);
    await page.getByRole("button", { name: `Link again ${shop.name}` }).click();
    await simulator.scan(shop.number, await readCode(linkDialog(page)));
    await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  });

  test("a name that is empty or too long is refused with a sentence", async ({ page, complaints }) => {
    complaints.allow(/status of 422/);
    await signIn(page);
    const dialog = await beginLinking(page, "x".repeat(61));
    await expect(complaint(dialog)).toContainText("at most 60 characters");
    await expect(codePicture(dialog)).toHaveCount(0);
    await expectAccessible(page);
    await dialog.getByLabel("Name", { exact: true }).fill("   ");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(complaint(dialog)).toContainText("Give the phone a name");
  });
});
