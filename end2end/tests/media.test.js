import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const customer = { name: "Budi Santoso", number: "6281300000002" };
// A red picture, 30 wide and 20 high.
const picture30x20 = "iVBORw0KGgoAAAANSUhEUgAAAB4AAAAUCAIAAAAVyRqTAAAAH0lEQVR42mM4YWNDI8QwavSo0aNGjxo9avSo0UPRaADvge4fIjK5SwAAAABJRU5ErkJggg==";

test.describe("files of messages", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(customer.number, customer.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
  });

  test("a picture and a document come, and a file that does not can be tried again", async ({ page, simulator }) => {
    const send = (text, media) => simulator.say(customer.number, shop.number, { text, kind: { media } });
    await send("Look at this", { send_as: "image", mime: "image/png", data: picture30x20, width: 30, height: 20 });
    await expect(leadRow(page, customer.name)).toContainText("Photo: Look at this");
    await openLead(page, customer.name);
    const picture = bubbles(page, "Look at this").getByRole("img", { name: "Photo" });
    await expect(picture).toBeVisible();
    await expect.poll(() => picture.evaluate((image) => image.complete && image.naturalWidth)).toBe(30);
    const { width, height } = await picture.boundingBox();
    expect(Math.round(width / height * 10), "it has the room that was kept for it").toBe(15);
    await expectAccessible(page);

    await send("The list", { send_as: "document", mime: "application/pdf", name: "../Prices.pdf", data: Buffer.from("%PDF-1.7 prices").toString("base64") });
    const saving = page.waitForEvent("download");
    await bubbles(page, "The list").getByRole("link", { name: /Prices\.pdf/ }).click();
    expect((await saving).suggestedFilename()).toBe("Prices.pdf");

    await simulator.fault({ kind: "media_away", code: 500 });
    await send("And listen", { send_as: "voice", data: Buffer.from("OggS sound").toString("base64") });
    await send("", { send_as: "video", data: picture30x20, claimed_size: 90_000_000 });
    await expect(page.getByText("This file is larger than Leadwire keeps")).toBeVisible();
    const again = page.getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible({ timeout: 20_000 });
    await expectAccessible(page);
    await simulator.noFaults();
    await again.click();
    await expect(page.locator("audio")).toHaveCount(1);
  });
});
