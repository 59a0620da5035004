import { readFile } from "node:fs/promises";
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const ana = { name: "Ana Souza", number: "5511987654321" };
const rina = { name: "Rina", email: "rina@example.com", password: "a-long-enough-password", role: "agent" };

const facts = (page) => page.getByRole("complementary", { name: "Facts" });
const filters = (page) => page.getByRole("group", { name: "Show" });

test.describe("facts", () => {
  test.beforeEach(async ({ page, simulator, leadwire }) => {
    leadwire.addPerson(rina);
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, ana]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    for (const { number } of [budi, ana]) await simulator.write(number, shop.number, "Hello");
    await page.goto("/leads");
    await expectLive(page);
    await expect(leadRow(page, ana.name)).toBeVisible();
  });

  test("what is known of a lead is changed at its side, and colleagues see it at once", async ({ page, browser, leadwire }) => {
    await openLead(page, budi.name);
    const elsewhere = await browser.newContext({ baseURL: leadwire.url });
    const other = await elsewhere.newPage();
    await signIn(other, rina);
    await other.goto(page.url());
    await expectLive(other);
    await expect(facts(other).getByLabel("Stage")).toHaveValue(/./);

    await facts(page).getByLabel("Stage").selectOption("Interested");
    await expect(facts(other).getByLabel("Stage").locator("option:checked")).toHaveText("Interested");
    await facts(other).getByLabel("Owner").selectOption("Rina");
    await expect(facts(page).getByLabel("Owner").locator("option:checked")).toHaveText("Rina");
    await facts(page).getByLabel("Tags").last().fill("Big  Order");
    await page.keyboard.press("Enter");
    await expect(facts(other).getByRole("list", { name: "Tags" })).toHaveText("big order");
    await facts(page).getByLabel("Value").fill("1.250,5");
    await facts(page).getByLabel("Source").fill("Trade fair");
    await expect(facts(other).getByLabel("Value")).toHaveValue("1,250.50");
    await facts(page).getByLabel("Name").fill("Pak Budi");
    await page.keyboard.press("Enter");
    await expect(other.getByRole("heading", { level: 1, name: "Pak Budi" })).toBeVisible();
    await expect(facts(other).getByLabel("Source")).toHaveValue("Trade fair");
    await expect(facts(other)).toContainText(`Calls themselves ${budi.name}`);
    await facts(page).getByRole("textbox", { name: "Note" }).fill("Wants six chairs.");
    await facts(page).getByRole("button", { name: "Add note" }).click();
    await expect(facts(other).getByText("Wants six chairs.")).toBeVisible();
    await expect(facts(other).getByRole("button", { name: "Delete" }), "it is not hers").toHaveCount(0);
    await expectAccessible(page);

    // Lost asks for the reason, and the history tells it.
    await facts(page).getByLabel("Stage").selectOption("Lost");
    await facts(page).getByLabel("Why is it lost?").fill("Too dear");
    await page.keyboard.press("Enter");
    await expect(facts(other)).toContainText("Lost: Too dear");
    await facts(other).getByText("History").click();
    const history = facts(other).getByRole("list", { name: "History" });
    await expect(history).toContainText("Moved it from Interested to Lost: Too dear");
    await expect(history).toContainText("Gave it to Rina");
    await expect(history).toContainText("Value: 1,250.50");
    await elsewhere.close();
  });

  test("a note is written among the messages, stays apart from the answer, and the lead never gets it", async ({ page, browser, leadwire, simulator }) => {
    await openLead(page, budi.name);
    const elsewhere = await browser.newContext({ baseURL: leadwire.url });
    const other = await elsewhere.newPage();
    await signIn(other, rina);
    await other.goto(page.url());
    await expectLive(other);
    const talk = (where) => where.getByRole("log", { name: "Conversation" });
    const turn = page.getByRole("button", { name: "Note", exact: true });
    const composer = page.locator(".composer-field");

    await composer.fill("Dear Budi,");
    await turn.click();
    await expect(turn).toHaveAttribute("aria-pressed", "true");
    await expect(composer, "the answer waits").toHaveValue("");
    await expect(composer).toHaveAccessibleName("Note");
    await composer.pressSequentially("He may pay in two parts.");
    await expectAccessible(page);
    await page.reload();
    await expectLive(page);
    await expect(composer, "after a reload an answer is written, and no note stands in it").toHaveValue("Dear Budi,");
    await turn.click();
    await expect(composer).toHaveValue("He may pay in two parts.");
    await composer.press("Alt+Enter");
    await expect(page.getByRole("alert").filter({ hasText: "A note is for colleagues" }), "no note goes to the lead by itself").toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await composer.press("Enter");
    await expect(composer).toHaveValue("");
    for (const where of [page, other]) {
      await expect(talk(where).getByRole("article", { name: /^Note · / })).toContainText("He may pay in two parts.");
    }
    await composer.press("Escape");
    await expect(composer).toHaveValue("Dear Budi,");
    await composer.press("Enter");
    await expect(talk(other).getByRole("article")).toHaveText([/Hello/, /He may pay/, /Dear Budi,/]);
    await expect.poll(async () => (await simulator.messages(budi.number)).map(({ text }) => text)).toEqual(["Hello", "Dear Budi,"]);
    await elsewhere.close();
  });

  test("what the server refuses goes back to what it was, with the reason", async ({ page, complaints }) => {
    complaints.allow(/ERR_FAILED/);
    await openLead(page, budi.name);
    await expect(facts(page).getByLabel("Stage")).toHaveValue(/./);
    await page.route("**/call/plan_lead", (route) => route.abort());
    await facts(page).getByLabel("Stage").selectOption("Offer");
    await expect(page.getByText("Leadwire cannot be reached.")).toBeVisible();
    await expect(facts(page).getByLabel("Stage").locator("option:checked")).toHaveText("New");
  });

  test("on a narrow screen the facts are opened by a button", async ({ page }) => {
    await openLead(page, budi.name);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(facts(page)).toBeHidden();
    await page.getByRole("button", { name: "Facts" }).click();
    await expect(facts(page).getByLabel("Stage")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Facts" }).click();
    await expect(facts(page)).toBeHidden();
  });
});

test.describe("filters", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, ana]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    for (const { number } of [budi, ana]) await simulator.write(number, shop.number, "Hello");
    await page.goto("/leads");
    await expectLive(page);
    await expect(leadRow(page, ana.name)).toBeVisible();
  });

  test("a list is given a name, found again by it, and given to the team", async ({ page }) => {
    await openLead(page, budi.name);
    await facts(page).getByLabel("Stage").selectOption("Offer");
    await filters(page).getByLabel("Stage").selectOption("Offer");
    await filters(page).getByLabel("Progress").selectOption("Waiting for us");
    await expect(leadRow(page, ana.name)).toHaveCount(0);
    await filters(page).getByRole("button", { name: "Save view" }).click();
    const dialog = page.getByRole("dialog", { name: "Save this view" });
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toContainText("Give the view a name.");
    await dialog.getByLabel("Name").fill("Hot offers");
    await dialog.getByLabel("For the whole team").check();
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(filters(page).getByLabel("View").locator("option:checked")).toHaveText("Hot offers");

    await page.goto("/leads");
    await expectLive(page);
    await expect(leadRow(page, ana.name)).toBeVisible();
    await filters(page).getByLabel("View").selectOption("Hot offers");
    await expect(page).toHaveURL(/stage=.*need=answer|need=answer.*stage=/);
    await expect(leadRow(page, ana.name)).toHaveCount(0);
    await expect(leadRow(page, budi.name)).toBeVisible();
    await expectAccessible(page);
    await filters(page).getByRole("button", { name: "Delete view" }).click();
    await expect(filters(page).getByLabel("View")).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(filters(page).getByLabel("View").locator("option:checked")).toHaveText("Hot offers");
  });

  test("the list shows what was chosen, in the address, and follows what changes", async ({ page, simulator }) => {
    await openLead(page, budi.name);
    await facts(page).getByLabel("Stage").selectOption("Offer");
    await filters(page).getByLabel("Stage").selectOption("Offer");
    await expect(leadRow(page, ana.name)).toHaveCount(0);
    await expect(leadRow(page, budi.name)).toBeVisible();
    await expect(page).toHaveURL(/stage=/);
    await page.reload();
    await expectLive(page);
    await expect(filters(page).getByLabel("Stage").locator("option:checked")).toHaveText("Offer");
    await expect(leadRow(page, ana.name)).toHaveCount(0);
    await expectAccessible(page);

    // What fits no more leaves, what fits again comes back; opening a lead keeps the filter.
    await leadRow(page, budi.name).click();
    await expect(page).toHaveURL(/stage=/);
    await facts(page).getByLabel("Stage").selectOption("New");
    await expect(page.getByText("Nobody here matches")).toBeVisible();
    await facts(page).getByLabel("Stage").selectOption("Offer");
    await expect(leadRow(page, budi.name)).toBeVisible();
    await filters(page).getByRole("button", { name: "Clear the filter" }).click();
    await expect(leadRow(page, ana.name)).toBeVisible();

    await filters(page).getByLabel("Progress").selectOption("Waiting for us");
    await expect(leadRow(page, budi.name)).toBeVisible();
    await page.getByRole("textbox", { name: "Message" }).fill("Hello!");
    await page.keyboard.press("Enter");
    await expect(leadRow(page, budi.name), "they are answered").toHaveCount(0);
    await simulator.write(budi.number, shop.number, "One more thing");
    await expect(leadRow(page, budi.name)).toContainText("One more thing");
    await page.goBack();
    await expect(filters(page).getByLabel("Progress")).toHaveValue("");
  });

  test("rows stay where they are under a moving pointer, and take their places once it is elsewhere or rests", async ({ page, simulator }) => {
    const rows = leadRow(page, /./);
    await expect(rows).toHaveCount(2);
    const [first, second] = (await rows.allTextContents()).map((row) => (row.includes(budi.name) ? budi : ana));
    /** Moves over the first row until this is on screen. */
    const aimUntil = (seen) =>
      expect(async () => {
        await page.mouse.move(200 + Math.random() * 40, (await rows.first().boundingBox()).y + 20);
        await seen();
      }).toPass();
    /** WhatsApp counts whole seconds: whoever writes in another one is another one's successor for sure. */
    const nextSecond = async () => {
      const begun = Math.floor(Date.now() / 1000);
      await expect.poll(() => Math.floor(Date.now() / 1000), { intervals: [50] }).toBeGreaterThan(begun);
    };
    await simulator.addHandset("6281300000009", "Citra");
    await nextSecond();
    await aimUntil(() => expect(rows.first()).toBeVisible());
    await simulator.write("6281300000009", shop.number, "May I ask something?");
    await nextSecond();
    await aimUntil(() => expect(rows.first()).toBeVisible());
    await simulator.write(second.number, shop.number, "Are you there?");
    await aimUntil(() => expect(leadRow(page, second.name)).toContainText("Are you there?", { timeout: 100 }));
    await expect(rows.first(), "whoever presses now opens the one that was aimed at").toContainText(first.name, { timeout: 100 });
    await expect(rows).toHaveCount(2, { timeout: 100 });
    await page.mouse.move(900, 400);
    await expect(rows).toContainText([second.name, "Citra", first.name]);

    // It rests there: nobody aims at anything.
    await nextSecond();
    await aimUntil(() => expect(rows.first()).toBeVisible());
    await simulator.write(first.number, shop.number, "Hello?");
    await expect(rows.first()).toContainText(first.name);
    // Nor does whoever uses the keyboard.
    await nextSecond();
    await aimUntil(() => expect(rows.first()).toBeVisible());
    await simulator.write(second.number, shop.number, "Once more");
    await aimUntil(() => expect(leadRow(page, second.name)).toContainText("Once more", { timeout: 100 }));
    await expect(rows.first()).toContainText(first.name, { timeout: 100 });
    await page.keyboard.press("Tab");
    await expect(rows.first()).toContainText(second.name, { timeout: 1_000 });
  });

  test("several leads are chosen and changed at once, by pointer or keyboard, and it is undone at once", async ({ page, simulator }) => {
    await simulator.addHandset("6281300000009", "Citra");
    await simulator.write("6281300000009", shop.number, "Hi");
    await expect(leadRow(page, "Citra")).toBeVisible();
    const bar = page.getByRole("group", { name: "Chosen leads" });
    await expect(leadRow(page, /./)).toHaveCount(3);
    // Whoever wrote at the same moment may stand in either order.
    const boxes = page.getByRole("checkbox", { name: /^Choose / });
    await boxes.first().check();
    await boxes.last().click({ modifiers: ["Shift"] });
    await expect(bar).toContainText("3 chosen");
    await expectAccessible(page);
    await boxes.last().uncheck();
    const left = (await leadRow(page, /./).allTextContents()).slice(0, 2).map((row) => [budi.name, ana.name, "Citra"].find((name) => row.includes(name)));
    const exported = page.waitForEvent("download");
    await bar.getByRole("button", { name: "Export" }).click();
    const file = await readFile(await (await exported).path(), "utf8");
    expect(file.trimEnd().split("\r\n").slice(1).map((line) => line.split(",")[0]).sort()).toEqual(left.sort());
    await boxes.last().check();
    await expect(bar, "the page stays").toContainText("3 chosen");
    await bar.getByLabel("Tag", { exact: true }).fill("Fair");
    await page.keyboard.press("Enter");
    await expect(page.getByText("3 leads changed.")).toBeVisible();
    await filters(page).getByLabel("Tag", { exact: true }).selectOption("fair");
    await expect(leadRow(page, /./)).toHaveCount(3);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Nobody here matches"), "also from another list").toBeVisible();
    await filters(page).getByRole("button", { name: "Clear the filter" }).click();

    // By the keyboard: X on the row that has the focus, then Tab to the bar. Lost asks for the reason.
    await leadRow(page, ana.name).focus();
    await page.keyboard.press("x");
    await expect(bar).toContainText("1 chosen");
    await bar.getByRole("button", { name: "Give" }).press("Enter");
    await expect(bar.getByLabel("Owner"), "to whom, the browser asks").toBeFocused();
    await bar.getByLabel("Stage").selectOption("Lost");
    await bar.getByRole("button", { name: "Move" }).press("Enter");
    await page.getByLabel("Why is it lost?").fill("Too dear");
    await page.keyboard.press("Enter");
    await expect(page.getByText("1 lead changed.")).toBeVisible();
    await filters(page).getByLabel("Stage").selectOption("Lost");
    await expect(leadRow(page, /./)).toHaveCount(1);
    await expect(bar, "another list has nothing chosen").toHaveCount(0);
    await filters(page).getByRole("button", { name: "Board" }).click();
    await expect(page.getByRole("region", { name: "Lost 1" }), "whoever wants to see the lost ones sees them").toContainText(ana.name);
  });

  test("in the table everything that is known of a lead stands in its row, and follows what changes", async ({ page, browser, leadwire }) => {
    const row = (name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: new RegExp(name) }) });
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await expect(page).toHaveURL(/view=table/);
    const head = ["Name", "Number", "Stage", "Owner", "Tags", "Source", "Value", "Next step", "When", "Last message"];
    await expect(page.getByRole("columnheader")).toHaveText(head);
    await expect(row(budi.name)).toContainText("New");
    await expectAccessible(page);

    const elsewhere = await browser.newContext({ baseURL: leadwire.url, storageState: await page.context().storageState() });
    const other = await elsewhere.newPage();
    await other.goto("/leads");
    await openLead(other, budi.name);
    await facts(other).getByLabel("Stage").selectOption("Offer");
    await expect(row(budi.name)).toContainText("Offer");
    await elsewhere.close();

    await filters(page).getByLabel("Stage").selectOption("Offer");
    await expect(row(ana.name)).toHaveCount(0);
    await row(budi.name).getByRole("checkbox").check();
    const bar = page.getByRole("group", { name: "Chosen leads" });
    await bar.getByLabel("Tag", { exact: true }).fill("Fair");
    await bar.getByRole("button", { name: "Add tag" }).click();
    await expect(row(budi.name)).toContainText("fair");
    await row(budi.name).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1, name: budi.name })).toBeVisible();
    await page.goBack();

    await filters(page).getByRole("button", { name: "Save view" }).click();
    const dialog = page.getByRole("dialog", { name: "Save this view" });
    await dialog.getByLabel("Name").fill("Offers in a table");
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await page.goto("/leads");
    await expectLive(page);
    await filters(page).getByLabel("View").selectOption("Offers in a table");
    await expect(row(budi.name)).toContainText("Offer");
    await expect(page.getByRole("button", { name: "Table", exact: true })).toHaveAttribute("aria-pressed", "true");
    await filters(page).getByRole("button", { name: "List" }).click();
    await expect(leadRow(page, budi.name)).toBeVisible();
  });

  test("on the board a card is moved by its menu, by keys and by dragging, and a column follows what others do", async ({ page, browser, leadwire }) => {
    await filters(page).getByRole("button", { name: "Board" }).click();
    const column = (name) => page.getByRole("region", { name: new RegExp(`^${name}\\b`) });
    const card = (scope, name) => scope.getByRole("listitem").filter({ has: page.getByRole("link", { name: new RegExp(name) }) });
    await expect(column("New 2").getByRole("link")).toHaveCount(2);
    await expectAccessible(page);
    // On a phone the columns are gone along beside each other, and nothing else moves.
    const { width, height } = page.viewportSize();
    await page.setViewportSize({ width: 390, height });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "the page is no wider than the window").toBe(390);
    const inside = await page.evaluate(() => [...document.querySelectorAll(".board-card")].every((card) => {
      const [own, around] = [card, card.closest(".board-column")].map((box) => box.getBoundingClientRect());
      return own.left >= around.left && own.right <= around.right;
    }));
    expect(inside, "a card stays within its column").toBe(true);
    await page.setViewportSize({ width, height });
    // The first of two moves takes its time on the way; the second does not overtake it.
    let letGo;
    const held = new Promise((resolve) => (letGo = resolve));
    await page.route("**/call/plan_lead", async (route) => { await held; await route.continue(); }, { times: 1 });
    await card(column("New"), budi.name).getByText("Move to…").click();
    await card(column("New"), budi.name).getByRole("button", { name: "Offer" }).click();
    await expect(card(column("Offer 1"), budi.name).getByRole("link"), "the focus goes along").toBeFocused();
    await page.keyboard.press("Shift+ArrowLeft");
    await expect(card(column("Interested 1"), budi.name).getByRole("link")).toBeFocused();
    letGo();
    await expect(page.getByText(`${budi.name}: Interested.`)).toBeVisible();
    await card(column("New"), ana.name).dragTo(column("Contacted"));
    await expect(column("Contacted 1")).toContainText(ana.name);
    await expect(page.getByText(`${ana.name}: Contacted.`)).toBeVisible();

    await page.reload();
    await expectLive(page);
    await expect(column("Interested 1"), "the server knows it too").toContainText(budi.name);
    const elsewhere = await browser.newContext({ baseURL: leadwire.url, storageState: await page.context().storageState() });
    const other = await elsewhere.newPage();
    await other.goto("/leads");
    await expectLive(other);
    await openLead(other, ana.name);
    await facts(other).getByLabel("Stage").selectOption("Offer");
    await expect(column("Offer 1")).toContainText(ana.name);
    await elsewhere.close();

    // A lost one asks for the reason and leaves the board; it is taken back at once.
    await card(column("Offer"), ana.name).getByText("Move to…").click();
    await card(column("Offer"), ana.name).getByRole("button", { name: "Lost" }).click();
    await expectAccessible(page);
    await page.getByLabel("Why is it lost?").fill("Too dear");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("link", { name: new RegExp(ana.name) })).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(column("Offer 1")).toContainText(ana.name);
    await card(column("Offer"), ana.name).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1, name: ana.name })).toBeVisible();
  });

  test("an owner words the stages, and one with leads stays", async ({ page, complaints }) => {
    complaints.allow(/status of 409/);
    // Whoever is faster than the stages waits for them.
    await page.route("**/call/lead_choices", async (route) => { await new Promise((done) => setTimeout(done, 1500)); await route.continue(); });
    await page.reload();
    await expectLive(page);
    await filters(page).getByRole("button", { name: "Stages" }).click();
    const dialog = page.getByRole("dialog", { name: "The stages of your leads" });
    await expect(dialog.getByRole("textbox")).toHaveCount(6);
    await expectAccessible(page);
    await dialog.getByRole("textbox").nth(1).fill("Called once");
    await dialog.getByRole("button", { name: "Add a stage" }).click();
    await dialog.getByRole("textbox").nth(4).fill("Sample sent");
    await dialog.getByRole("button", { name: "Move this stage up" }).nth(4).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(filters(page).getByLabel("Stage").getByRole("option")).toHaveText(["Every stage", "New", "Called once", "Interested", "Sample sent", "Offer", "Won", "Lost"]);

    await filters(page).getByRole("button", { name: "Stages" }).click();
    await dialog.getByRole("button", { name: "Remove this stage" }).first().click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert")).toContainText('There are leads at "New"');
  });
});
