import { expect, expectAccessible, test } from "../support/fixtures.js";
import { answer, bubbles, expectLive, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
// India has one time zone.
const priya = { name: "Priya Sharma", number: "919812345678" };

const sequence = (page) => page.getByRole("region", { name: /^Sequence “After a quote”/ });
const steps = (page) => sequence(page).getByRole("listitem");

async function begin(page, simulator) {
  await simulator.addHandset(shop.number, "Shop");
  await simulator.addHandset(priya.number, priya.name);
  await signIn(page);
  await linkPhone(page, simulator, shop);
  await simulator.write(priya.number, shop.number, "How much is the blue one?");
}

/** Writes a sequence of a message and a reminder. */
async function write(page) {
  await page.goto("/sequences");
  await expectLive(page);
  await page.getByRole("button", { name: "Add a sequence" }).click();
  const dialog = page.getByRole("dialog", { name: "New sequence" });
  await dialog.getByLabel("Name").fill("After a quote");
  const first = dialog.getByRole("group", { name: "Step 1" });
  await first.getByLabel("Days after the start").fill("2");
  await first.getByLabel("At", { exact: true }).fill("23:30");
  await first.getByLabel("Text").fill("Hi {{first_name|there}}, is it still of interest?");
  await dialog.getByRole("button", { name: "Add a step" }).click();
  const second = dialog.getByRole("group", { name: "Step 2" });
  await second.getByLabel("What happens").selectOption("Remind us");
  await second.getByLabel("What of").fill("Call {{name}}");
  return dialog;
}

async function save(dialog) {
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
}

/** Leads → the lead → Sequence → Start. */
async function start(page) {
  await page.goto("/leads");
  await expectLive(page);
  await openLead(page, priya.name);
  await page.getByRole("button", { name: "Sequence", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Start a sequence" });
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  return dialog;
}

test.describe("sequences", () => {
  test("a sequence is written and started, the lead answers first, and the rest is a task", async ({ page, simulator, context, complaints }) => {
    complaints.allow(/status of 409/);
    await begin(page, simulator);
    const dialog = await write(page);
    await dialog.getByRole("group", { name: "Step 1" }).getByLabel("Text").fill("Hi {{fist_name}}");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "There is no variable {{fist_name}}" })).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("group", { name: "Step 1" }).getByLabel("Text").fill("Hi {{first_name|there}}, is it still of interest?");
    await save(dialog);
    const list = page.getByRole("list", { name: "Sequences" });
    await expect(list).toContainText("After 2 days, 23:30");
    await expect(page.getByRole("button", { name: "Save the quiet hours" })).toBeVisible();
    await expectAccessible(page);

    await list.getByRole("button", { name: /^Delete/ }).click();
    await expect(page.getByText("No sequences yet")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(list).toContainText("After a quote");

    const choice = await start(page);
    // 23:30 is night in Kolkata: the step waits for 8:00 there.
    await expect(choice.getByRole("listitem").first()).toContainText(/1 of 2 .*0?8:00 for them.*Hi Priya, is it still of interest\?/);
    await expectAccessible(page);
    await choice.getByRole("button", { name: "Start" }).click();
    await expect(choice).toHaveCount(0);
    await expect(steps(page).nth(0)).toContainText("Hi Priya, is it still of interest?");
    await expect(steps(page).nth(1)).toContainText(/2 of 2.*Reminder for us.*Call Priya Sharma/);
    await expectAccessible(page);

    const again = await start(page);
    await again.getByRole("button", { name: "Start" }).click();
    await expect(again.getByRole("alert").filter({ hasText: "runs for this person already" })).toBeVisible();
    await page.keyboard.press("Escape");

    const other = await context.newPage();
    await other.goto(page.url());
    await expectLive(other);
    await expect(steps(other)).toHaveCount(2);
    await answer(page, "It is 20 this week");
    await expect(bubbles(page, "It is 20 this week")).toContainText("Delivered");
    await expect(steps(page), "what a colleague writes here does not end it").toHaveCount(2);
    await simulator.write(priya.number, shop.number, "I take it!");
    for (const tab of [page, other]) await expect(sequence(tab)).toHaveCount(0);
    await page.goto("/today");
    await expect(page.getByRole("region", { name: /Answer now/ })).toContainText("They answered, so the sequence “After a quote” ended");
  });

  test("a sequence is ended, and goes on when that is undone", async ({ page, simulator }) => {
    await begin(page, simulator);
    await save(await write(page));
    await (await start(page)).getByRole("button", { name: "Start" }).click();
    await expect(steps(page)).toHaveCount(2);
    await page.getByRole("button", { name: "End the sequence" }).click();
    await expect(sequence(page)).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(steps(page)).toHaveCount(2);
    await page.getByRole("button", { name: "End the sequence" }).click();
    await expect(sequence(page)).toHaveCount(0);
    await page.reload();
    await expectLive(page);
    await expect(page.getByRole("button", { name: "Send later" })).toBeVisible();
    await expect(sequence(page)).toHaveCount(0);
  });

  test("who plans a message into the quiet hours is told so, and may take their end", async ({ page, simulator }) => {
    await begin(page, simulator);
    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, priya.name);
    await page.getByRole("textbox", { name: "Message" }).fill("Shall I keep one?");
    await page.getByRole("button", { name: "Send later" }).click();
    const dialog = page.getByRole("dialog", { name: "Send later" });
    // 23:10 in Kolkata, wherever this browser is.
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const night = await page.evaluate((day) => {
      const at = new Date(`${day}T17:40:00Z`);
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    }, inTwoDays);
    await dialog.getByLabel("Another time").fill(night);
    await expect(dialog.getByText(/It is (23:10|11:10 PM) where they are then/)).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: /^Send at 0?8:00( AM)?, when they end/ }).click();
    await expect(dialog).toHaveCount(0);
    const planned = page.getByRole("list", { name: "To be sent later" }).getByRole("listitem");
    const morning = await page.evaluate((day) => {
      const at = new Date(new Date(`${day}T02:30:00Z`).getTime() + 86_400_000);
      return at.toLocaleTimeString(navigator.language, { hour: "2-digit", minute: "2-digit" });
    }, inTwoDays);
    await expect(planned).toContainText(morning);
  });
});
