import { createHash } from "node:crypto";
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, expectLive, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };

// A picture, 30 wide and 20 high.
const blue = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAB4AAAAUCAIAAAAVyRqTAAAAH0lEQVR42mM4YWNDI8QwavSo0aNGjxo9avSo0UPRaADvge4fIjK5SwAAAABJRU5ErkJggg==", "base64");

const list = (page) => page.getByRole("list", { name: "Templates" });
const message = (page) => page.getByRole("textbox", { name: "Message" });

async function begin(page, simulator) {
  await simulator.addHandset(shop.number, "Shop");
  await simulator.addHandset(budi.number, budi.name);
  await signIn(page);
  await linkPhone(page, simulator, shop);
  await simulator.write(budi.number, shop.number, "How much is the blue one?");
}

async function writeTemplate(page, { name, shortcut, text }) {
  await page.getByRole("button", { name: "Add a template" }).click();
  const dialog = page.getByRole("dialog", { name: "New template" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Shortcut").fill(shortcut);
  await dialog.getByLabel("Text").fill(text);
  return dialog;
}

test.describe("templates", () => {
  test("a template is written, complained about, used by the keyboard, deleted and brought back", async ({ page, simulator, complaints }) => {
    complaints.allow(/status of 422/);
    await begin(page, simulator);
    await page.goto("/templates");
    await expectLive(page);
    await expect(page.getByText("No templates yet")).toBeVisible();
    await expectAccessible(page);

    const dialog = await writeTemplate(page, { name: "Prices", shortcut: "price", text: "Hi {{fist_name}}, it is 20." });
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "There is no variable {{fist_name}}" })).toContainText("{{first_name}}");
    await expectAccessible(page);
    await dialog.getByLabel("Text").fill("Hi {{first_name|there}}, it is 20.");
    await expect(dialog.getByRole("group")).toHaveText("Hi Ada, it is 20.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(list(page)).toContainText("/price");
    await (await writeTemplate(page, { name: "Thanks", shortcut: "thx", text: "Thank you!" })).getByRole("button", { name: "Save" }).click();
    await expect(list(page).getByRole("listitem")).toHaveCount(2);
    await expectAccessible(page);

    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, budi.name);
    await expect(page.getByRole("button", { name: "Templates" })).toBeVisible();
    await message(page).press("/");
    const offer = page.getByRole("listbox", { name: "Templates" });
    await expect(offer.getByRole("option")).toHaveCount(2);
    await expect(offer.getByRole("option", { selected: true })).toContainText("Prices");
    await expectAccessible(page);
    await page.keyboard.press("ArrowDown");
    await expect(offer.getByRole("option", { selected: true })).toContainText("Thanks");
    await page.keyboard.type("pri");
    await expect(offer.getByRole("option")).toHaveText(/Prices/);
    await page.keyboard.press("Escape");
    await expect(offer).toHaveCount(0);
    await expect(message(page), "what was typed stays").toHaveValue("/pri");
    await message(page).fill("");
    await page.keyboard.type("/thz");
    await page.keyboard.press("Enter");
    await expect(page.getByText("No template matches"), "half a shortcut is not sent").toBeVisible();
    await expect(message(page)).toHaveValue("/thz");
    await message(page).fill("");
    await page.keyboard.type("/price");
    await expect(offer.getByRole("option")).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(message(page), "filled in, to be changed before it is sent").toHaveValue("Hi Budi, it is 20.");
    await expect(message(page)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(bubbles(page, "Hi Budi, it is 20.")).toContainText("Delivered");

    await page.goto("/templates");
    await expectLive(page);
    await page.getByRole("button", { name: "Delete Prices" }).click();
    await expect(list(page)).not.toContainText("/price");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(list(page)).toContainText("/price");
  });

  test("what was typed before the page came alive stays", async ({ page, simulator }) => {
    await begin(page, simulator);
    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, budi.name);
    let comeAlive;
    const held = new Promise((release) => (comeAlive = release));
    await page.route("**/*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await message(page).fill("It is 20");
    comeAlive();
    await expectLive(page);
    await expect(page.getByRole("button", { name: "Templates" })).toBeVisible();
    await expect(message(page)).toHaveValue("It is 20");
    await message(page).press("Enter");
    await expect(bubbles(page, "It is 20")).toContainText("Delivered");

    // Half a shortcut that was typed, or pasted, in one go is offered what there is, and is not sent either.
    await message(page).fill("/pri");
    await expect(page.getByText("There are no templates yet.")).toBeVisible();
    await message(page).press("Enter");
    await expect(message(page)).toHaveValue("/pri");
    await expect(bubbles(page, "/pri")).toHaveCount(0);
    await message(page).fill("");
    await message(page).fill("/etc/hosts is it");
    await message(page).press("Enter");
    await expect(bubbles(page, "/etc/hosts is it")).toBeVisible();
  });

  test("a template brings its picture along, which comes back with it when it was deleted", async ({ page, simulator, complaints }) => {
    complaints.allow(/status of 422/);
    await begin(page, simulator);
    await page.goto("/templates");
    await expectLive(page);
    const dialog = await writeTemplate(page, { name: "Blue one", shortcut: "blue", text: "" });
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "or attach a file" })).toBeVisible();
    const files = dialog.getByRole("list", { name: "Files to be sent" }).getByRole("listitem");
    await dialog.getByLabel("Attach").setInputFiles({ name: "Empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) });
    await expect(dialog.getByRole("alert").filter({ hasText: "This file is empty" })).toBeVisible();
    await dialog.getByLabel("Attach").setInputFiles({ name: "Red.png", mimeType: "image/png", buffer: blue });
    await dialog.getByLabel("Attach").setInputFiles({ name: "Blue.png", mimeType: "image/png", buffer: blue });
    await expect(files, "there is one at most").toHaveText(/Blue\.png/);
    await dialog.getByLabel("Text").fill("This is it, {{first_name|there}}.");
    await expect(dialog.getByRole("group")).toHaveText(/Blue\.png.*This is it, Ada\./s);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toHaveCount(0);
    const row = list(page).getByRole("listitem");
    await expect(row).toContainText("Blue.png");
    await expect.poll(() => row.locator("img").evaluate((image) => image.complete && image.naturalWidth)).toBeGreaterThan(0);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Delete Blue one" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row).toContainText("Blue.png");
    await page.reload();
    await expectLive(page);
    await page.getByRole("button", { name: "Edit Blue one" }).click();
    const changed = page.getByRole("dialog", { name: "Change the template" });
    await expect(changed.getByRole("list", { name: "Files to be sent" }).getByRole("listitem")).toHaveText(/Blue\.png/);
    await page.keyboard.press("Escape");

    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, budi.name);
    await expect(page.getByRole("button", { name: "Templates" })).toBeVisible();
    await message(page).press("/");
    await expect(page.getByRole("listbox", { name: "Templates" }).getByRole("option")).toContainText("Blue.png");
    await page.keyboard.press("Enter");
    await expect(message(page)).toHaveValue("This is it, Budi.");
    const attached = page.getByRole("list", { name: "Files to be sent" }).getByRole("listitem");
    await expect(attached).toHaveText(/Blue\.png/);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Send later" }).click();
    await expect(page.getByText("Only words can be sent later")).toBeVisible();
    await message(page).press("Enter");
    await expect(attached).toHaveCount(0);
    const sent = bubbles(page, "This is it, Budi.");
    await expect(sent).toContainText("Delivered");
    await expect.poll(() => sent.getByRole("img", { name: "Photo" }).evaluate((image) => image.naturalWidth)).toBe(30);
    const arrived = (await simulator.messages(budi.number)).filter((message) => message.file);
    expect(arrived.map(({ text, kind }) => [text, kind])).toEqual([["This is it, Budi.", "image"]]);
    expect(arrived[0].file.sha256, "every byte came").toBe(createHash("sha256").update(blue).digest("hex"));
  });
});
