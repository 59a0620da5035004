import { expect, expectAccessible, test } from "../support/fixtures.js";
import { beginLinking, codePicture, linkDialog, readCode, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };

/** A browser of somebody who has no account here. */
const guestTab = async (browser, leadwire, complaints, options = {}) => {
  const context = await browser.newContext({ baseURL: leadwire.url, locale: "en-GB", ...options });
  complaints.watch(context);
  return context.newPage();
};

/** From the dialog that shows the code to the phone's own page, where links are made. */
const openSending = async (page) => {
  await linkDialog(page).getByRole("link", { name: "Send a link" }).click();
  await page.getByRole("button", { name: `Send a link ${shop.name}` }).click();
  const dialog = page.getByRole("dialog", { name: "Send a link" });
  await expect(dialog).toBeVisible();
  return dialog;
};

/** Makes a link; answers its address. */
const makeLink = async (dialog) => {
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const address = dialog.getByLabel("Link, shown only now");
  await expect(address).toHaveValue(/\/link\/[\w-]{43}$/);
  return address.inputValue();
};

test.describe("link from elsewhere", () => {
  test("a manager sends a link, and the handset's owner links it without an account, once", async ({ page, browser, leadwire, simulator, complaints }) => {
    complaints.allow(/status of 404/);
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    await expect(codePicture(await beginLinking(page, shop.name))).toBeVisible();
    const dialog = await openSending(page);
    const address = await makeLink(dialog);
    await dialog.getByRole("button", { name: "Copy" }).click();
    await expect(dialog.getByText("Copied.")).toBeVisible();
    await expectAccessible(page);
    // The link goes on without the manager.
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();

    const guest = await guestTab(browser, leadwire, complaints);
    await guest.goto(address);
    await expect(guest.getByRole("heading", { level: 1, name: "Link your WhatsApp" })).toBeVisible();
    await expect(guest.getByText(/invites you to link the WhatsApp of your handset to "Sales"/)).toBeVisible();
    await expect(codePicture(guest)).toHaveCount(0);
    await expectAccessible(guest);

    await guest.getByRole("button", { name: "Show the code" }).click();
    const code = await readCode(guest);
    await expect(guest.getByText("Send a link")).toHaveCount(0);
    await expectAccessible(guest);
    await simulator.scan(shop.number, code);
    await expect(guest.getByText("Linked. You can close this page.")).toBeVisible({ timeout: 20_000 });
    await expect(guest.getByText(/812/), "the guest is shown no number").toHaveCount(0);
    await expectAccessible(guest);
    await expect(page.getByRole("button", { name: `Disconnect ${shop.name}` })).toBeVisible();

    await guest.reload();
    await expect(guest.getByText("This link does not work (any more)")).toBeVisible();
    await expectAccessible(guest);
    await guest.goto("/phones");
    await expect(guest).toHaveURL(/\/sign-in/);
    await page.reload();
    await expect(page.getByText(/The link that .+ sent was used/)).toBeVisible();
  });

  test("a link that is taken back goes dead under the guest's eyes", async ({ page, browser, leadwire, complaints }) => {
    await signIn(page);
    await expect(codePicture(await beginLinking(page, shop.name))).toBeVisible();
    const dialog = await openSending(page);
    const address = await makeLink(dialog);
    const guest = await guestTab(browser, leadwire, complaints, { viewport: { width: 390, height: 844 } });
    let comeAlive;
    const held = new Promise((release) => (comeAlive = release));
    await guest.route("**/*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await guest.goto(address, { waitUntil: "commit" });
    // Whoever presses before the page is alive, on a slow handset, does not have to press again.
    await guest.getByRole("button", { name: "Show the code" }).click();
    comeAlive();
    await readCode(guest);
    await expectAccessible(guest);
    expect(await guest.evaluate(() => document.documentElement.scrollWidth), "nothing is cut off at 390 px").toBeLessThanOrEqual(390);

    await page.bringToFront();
    await dialog.getByRole("button", { name: "Take it back" }).click();
    await expect(guest.getByText("This link does not work (any more)")).toBeVisible();
    await expect(codePicture(guest)).toHaveCount(0);
    await expect(dialog.getByText("The link no longer works.")).toBeVisible();
    await expect(dialog.getByLabel("Link, shown only now")).toHaveCount(0);
  });
});
