// One phone's page, the banner on every page, and the doctor.
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { expectLive, linkPhone, phoneRow, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };

test.describe("a linked phone", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await signIn(page);
    const dialog = await linkPhone(page, simulator, shop);
    await dialog.getByRole("button", { name: "Done" }).click();
  });

  test("tells its health and everything that happened, and is disconnected and connected there", async ({ page }) => {
    await phoneRow(page, shop.name).getByRole("link", { name: shop.name }).click();
    await expect(page.getByRole("heading", { level: 1, name: shop.name })).toBeVisible();
    await expect(page.getByText("Handset last seen")).toBeVisible();
    await expect(page.getByText("Waiting for a scan")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: `Disconnect ${shop.name}` }).click();
    await expect(page.getByText(/Disconnected by .*; still linked/).first()).toBeVisible();
    await page.reload();
    await expectLive(page);
    await page.getByRole("button", { name: `Connect ${shop.name}` }).click();
    await expect(page.getByRole("button", { name: `Disconnect ${shop.name}` })).toBeVisible();
  });

  test("that breaks is told on every page with what to do, and so is its recovery", async ({ page, simulator }) => {
    await page.goto("/leads");
    await expectLive(page);
    await simulator.fault({ kind: "stream_error", code: 440 });
    const banner = page.getByRole("status").filter({ hasText: "In use elsewhere" });
    await expect(banner).toContainText("Stop the other program");
    await expectAccessible(page);
    await page.reload();
    await expectLive(page);
    await expect(banner).toBeVisible();
    await banner.getByRole("link", { name: shop.name }).click();
    // As long as nobody has confirmed its login, it does not work again.
    await simulator.fault({ kind: "refuse" });
    await page.getByRole("button", { name: `Connect ${shop.name}` }).click();
    const away = page.getByRole("status").filter({ hasText: "Connection lost" });
    await expect(away).toBeVisible();
    await expect(page.getByRole("button", { name: `Connect now ${shop.name}` })).toBeVisible();
    await expect(page.getByText(`${shop.name} works again.`)).toHaveCount(0);
    await simulator.noFaults();
    await expect(page.getByText(`${shop.name} works again.`)).toBeVisible({ timeout: 30_000 });
    await expect(away).toBeHidden();
  });

  test("that breaks is told on the desktop to those who asked for it, and only while they look elsewhere", async ({ page, context, simulator }) => {
    // A headless browser shows no notifications: what would be shown is written down.
    await context.grantPermissions(["notifications"]);
    await context.addInitScript(() => {
      window.notified = [];
      window.Notification = class {
        static permission = "granted";
        static requestPermission = async () => "granted";
        constructor(title, { body, tag }) {
          window.notified.push({ title, body, tag });
        }
      };
      document.hasFocus = () => window.elsewhere !== true;
    });
    const notified = (elsewhere) => page.evaluate((it) => ((window.elsewhere = it), window.notified.map(({ title }) => title)), elsewhere);
    await page.goto("/phones");
    await expectLive(page);
    await page.getByRole("button", { name: "Notify me on this device" }).click();
    await expect(page.getByRole("button", { name: "Stop notifying me here" })).toBeVisible();
    expect(await notified(true)).toEqual(["Leadwire notifies you here"]);
    await simulator.fault({ kind: "stream_error", code: 440 });
    await expect.poll(() => notified(true)).toContain("Sales does not work");
    await page.getByRole("button", { name: `Connect ${shop.name}` }).click();
    await expect.poll(() => notified(true)).toContain("Sales works again.");
    // It works again before everything is synced; a fault acts on connections that are open.
    await expect(phoneRow(page, shop.name)).toContainText("Connected");
    await notified(false);
    await simulator.fault({ kind: "stream_error", code: 440 });
    await expect(page.getByRole("status").filter({ hasText: "In use elsewhere" })).toBeVisible();
    expect((await notified(false)).length).toBe(3);
    await page.reload();
    await page.getByRole("button", { name: "Stop notifying me here" }).click();
    await expect(page.getByRole("button", { name: "Notify me on this device" })).toBeVisible();
  });

  test("is unlinked only after its name was typed, and then WhatsApp knows, and it can be linked again", async ({ page, simulator }) => {
    const linked = async () => (await simulator.call("GET", `handsets/${shop.number}`)).companions.length;
    await phoneRow(page, shop.name).getByRole("link", { name: shop.name }).click();
    await page.getByRole("button", { name: `Unlink ${shop.name}` }).click();
    const dialog = page.getByRole("dialog", { name: "Unlink phone" });
    await expect(dialog.getByText(/Leads and their history stay/)).toBeVisible();
    await expectAccessible(page);
    await dialog.getByLabel(`Type ${shop.name} to confirm`).fill("Support");
    await dialog.getByRole("button", { name: "Unlink" }).click();
    await expect(dialog.getByText("This is not the phone's name.")).toBeVisible();
    expect(await linked()).toBe(1);
    await dialog.getByLabel(`Type ${shop.name} to confirm`).fill(shop.name);
    await dialog.getByRole("button", { name: "Unlink" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText(/Unlinked by .*Leads and history are kept/).first()).toBeVisible();
    expect(await linked(), "WhatsApp was told").toBe(0);
    expect(await simulator.connections({ waitFor: 0 })).toHaveLength(0);
    await expect(page.getByRole("button", { name: `Unlink ${shop.name}` })).toHaveCount(0);
    await page.goto("/phones");
    await expect(phoneRow(page, shop.name)).toContainText("Not linked yet");
  });

  test("is removed only after its name was typed", async ({ page, simulator }) => {
    await phoneRow(page, shop.name).getByRole("link", { name: shop.name }).click();
    await page.getByRole("button", { name: `Remove ${shop.name}` }).click();
    const dialog = page.getByRole("dialog", { name: "Remove phone" });
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(dialog.getByText("This is not the phone's name.")).toBeVisible();
    await dialog.getByLabel(`Type ${shop.name} to confirm`).fill(shop.name);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(dialog).toBeHidden();
    expect((await simulator.call("GET", `handsets/${shop.number}`)).companions).toHaveLength(0);
  });

  test("is looked at by the doctor without being disturbed", async ({ page, simulator }) => {
    await page.goto("/phones");
    await expectLive(page);
    await page.getByRole("link", { name: "Doctor" }).click();
    await page.getByRole("button", { name: "Run the checks" }).click();
    await expect(page.getByText("The server answered in WhatsApp's own encryption.")).toBeVisible({ timeout: 20_000 });
    await expectAccessible(page);
    expect(await simulator.connections({ state: "logged_in" })).toHaveLength(1);
  });
});
