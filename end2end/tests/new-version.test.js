import { expect, test } from "../support/fixtures.js";
import { connection, expectLive, signIn } from "../support/steps.js";

test.describe("a new version of the server", () => {
  test("a tab of the old one loads the new page by itself, once", async ({ page, complaints }) => {
    complaints.allow(/WebSocket Closed/);
    // Between tab and server stands one who can pass a connection off as one to another version.
    let toPage = null;
    let isAnother = false;
    await page.routeWebSocket(/\/call\/live/, (socket) => {
      toPage = socket;
      const disguised = isAnother;
      socket.connectToServer().onMessage((message) => {
        const words = Buffer.from(message).toString("latin1");
        const other = words.replace(/\d+(\.\d+\.\d+\+\d+ [0-9a-f]{32})/, "9$1");
        socket.send(disguised ? Buffer.from(other, "latin1") : message);
      });
    });
    await signIn(page);
    await page.evaluate(() => (globalThis.isOldPage = true));

    // The same version again: the tab goes on.
    await toPage.close();
    await expectLive(page);
    expect(await page.evaluate(() => globalThis.isOldPage)).toBe(true);

    isAnother = true;
    const loaded = page.waitForEvent("load");
    await toPage.close();
    await loaded;
    await expectLive(page);
    expect(await page.evaluate(() => globalThis.isOldPage ?? false)).toBe(false);

    // Should the new page be of the wrong version too, loading it again and again would not help.
    isAnother = false;
    await toPage.close();
    await expectLive(page);
    isAnother = true;
    await page.evaluate(() => (globalThis.isOldPage = true));
    await toPage.close();
    await expect(connection(page)).toHaveText(/Reconnecting|Offline/);
    isAnother = false;
    await expectLive(page);
    expect(await page.evaluate(() => globalThis.isOldPage)).toBe(true);
  });
});
