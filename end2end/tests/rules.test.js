// What happens by itself: who gets new leads, and what a phone replies, tells and fetches.
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const ana = { name: "Ana Souza", number: "5511987654321" };
const rina = { name: "Rina", email: "rina@example.com", password: "a-long-enough-password", role: "agent" };

const facts = (page) => page.getByRole("complementary", { name: "Facts" });
const owner = (page) => facts(page).getByLabel("Owner").locator("option:checked");
const rules = (scope) => scope.getByRole("list", { name: "Rules" }).getByRole("listitem");

async function openRules(page) {
  await page.getByRole("group", { name: "Show" }).getByRole("button", { name: "Assignment" }).click();
  const dialog = page.getByRole("dialog", { name: "Who gets new leads" });
  await expect(dialog).toBeVisible();
  return dialog;
}

test.describe("what happens by itself", () => {
  test.beforeEach(async ({ page, simulator, leadwire }) => {
    leadwire.addPerson(rina);
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, ana]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
  });

  test("rules give new leads to colleagues, and are worded, ordered and removed where colleagues see it", async ({ page, browser, leadwire, simulator }) => {
    await page.goto("/leads");
    await expectLive(page);
    const dialog = await openRules(page);
    await expect(dialog.getByText("There is no rule yet.")).toBeVisible();
    await dialog.getByRole("button", { name: "Add a rule" }).click();
    const form = dialog.getByRole("form", { name: "New rule" });
    await form.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Give the rule a name");
    await expectAccessible(page);
    await form.getByLabel("Name of the rule").fill("Everybody else");
    await form.getByRole("checkbox", { name: "Rina" }).check();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(rules(dialog)).toHaveCount(1);
    await expect(rules(dialog)).toContainText("Every new lead: in turn to Rina");

    await dialog.getByRole("button", { name: "Add a rule" }).click();
    await form.getByLabel("Name of the rule").fill("Prices");
    await form.getByRole("combobox", { name: /^For/ }).selectOption("Those whose first message has words");
    await form.getByRole("textbox", { name: "Words" }).fill("price");
    await form.getByRole("combobox", { name: /^Goes to/ }).selectOption("A colleague");
    await form.getByRole("combobox", { name: /^Colleague/ }).selectOption("Rina");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(rules(dialog).last()).toContainText("Those whose first message has “price”: to Rina");
    await expectAccessible(page);

    // By the keyboard: the button keeps the focus when its rule moves.
    const other = await (await browser.newContext({ baseURL: leadwire.url })).newPage();
    await signIn(other);
    await other.goto("/leads");
    await expectLive(other);
    const elsewhere = await openRules(other);
    await expect(rules(elsewhere)).toHaveCount(2);
    const up = dialog.getByRole("button", { name: "Move Prices up" });
    await up.focus();
    await page.keyboard.press("Enter");
    await expect(rules(dialog).first()).toContainText("Prices");
    await expect(up).toBeFocused();
    await expect(rules(elsewhere).first()).toContainText("Prices");

    await dialog.getByRole("button", { name: "Remove Everybody else" }).click();
    await expect(rules(elsewhere)).toHaveCount(1);
    await dialog.getByRole("button", { name: "Undo" }).click();
    await expect(rules(elsewhere)).toHaveCount(2);
    await dialog.getByRole("button", { name: "Remove Everybody else" }).click();
    await expect(rules(elsewhere)).toHaveCount(1);
    await dialog.getByRole("button", { name: "Change Prices" }).click();
    await dialog.getByRole("textbox", { name: "Words" }).fill("how much");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(rules(elsewhere)).toContainText("“how much”");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await other.context().close();

    await simulator.write(budi.number, shop.number, "HOW MUCH is the blue one?");
    await simulator.write(ana.number, shop.number, "Hello");
    await openLead(page, budi.name);
    await expect(owner(page)).toHaveText("Rina");
    await facts(page).getByText("History").click();
    await expect(facts(page).getByRole("list", { name: "History" })).toContainText("Gave it to Rina by the rule “Prices”");
    await page.goto("/leads");
    await openLead(page, ana.name);
    await expect(owner(page)).toHaveText("Nobody");
  });

  test("a phone replies by itself outside the hours, and fetches files only when asked", async ({ page, simulator, complaints }) => {
    complaints.allow(/status of 422/);
    await page.goto("/phones");
    await expectLive(page);
    await page.getByRole("link", { name: shop.name }).click();
    const settings = page.getByRole("region", { name: "What it does by itself" });
    await settings.getByLabel("Reply automatically to whoever writes").check();
    await settings.getByRole("button", { name: "Save the settings" }).click();
    await expect(settings.getByRole("alert").filter({ hasText: "Write what people are told." })).toBeVisible();
    await settings.getByRole("textbox", { name: "Automatic reply" }).fill("We answer on Monday.");
    await settings.getByRole("combobox", { name: /^When/ }).selectOption("Outside these hours");
    for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]) await settings.getByLabel(day).uncheck();
    await settings.getByRole("button", { name: "Save the settings" }).click();
    await expect(settings.getByRole("alert").filter({ hasText: "Choose at least one day" })).toBeVisible();
    await expectAccessible(page);
    // A day that is neither today nor near it, wherever this runs.
    const week = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    await settings.getByLabel(week[(new Date().getUTCDay() + 3) % 7]).check();
    await settings.getByLabel("Time zone").fill("Nowhere/Town");
    await settings.getByRole("button", { name: "Save the settings" }).click();
    await expect(settings.getByRole("alert").filter({ hasText: "There is no such time zone." })).toBeVisible();
    await settings.getByLabel("Time zone").fill("Asia/Jakarta");
    await settings.getByLabel("Fetch photos").uncheck();
    await settings.getByRole("button", { name: "Save the settings" }).click();
    await expect(page.getByText("The settings are saved.")).toBeVisible();
    await page.reload();
    await expect(settings.getByRole("textbox", { name: "Automatic reply" })).toHaveValue("We answer on Monday.");
    await expect(settings.getByLabel("Fetch photos")).not.toBeChecked();
    await expect(settings.getByLabel("Time zone")).toHaveValue("Asia/Jakarta");

    await simulator.write(budi.number, shop.number, "Are you open?");
    await page.goto("/leads");
    await expectLive(page);
    await openLead(page, budi.name);
    await expect(bubbles(page, "We answer on Monday.")).toContainText("Automatic reply");
    await expect.poll(async () => (await simulator.messages(budi.number)).map(({ text }) => text)).toContain("We answer on Monday.");
    const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    await simulator.say(budi.number, shop.number, { text: "Like this", kind: { media: { send_as: "image", mime: "image/png", data: png } } });
    await expect(bubbles(page, "Like this")).toContainText("Not fetched");
    await expectAccessible(page);
    await bubbles(page, "Like this").getByRole("button", { name: "Fetch" }).click();
    await expect(bubbles(page, "Like this").getByRole("img", { name: "Photo" })).toBeVisible();
  });
});
