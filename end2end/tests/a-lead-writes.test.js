import { expect, expectAccessible, test } from "../support/fixtures.js";
import { answer, bubbles, conversation, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const customer = { name: "Budi Santoso", number: "6281300000002" };

test.describe("a lead writes and is answered", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(customer.number, customer.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
  });

  test("the lead appears, the answer arrives, the ticks turn", async ({ page, simulator }) => {
    await expect(page.getByText("No leads yet")).toBeVisible();
    await expectAccessible(page);

    const question = "Is the blue one still there? 😊";
    await simulator.write(customer.number, shop.number, question);
    const row = leadRow(page, customer.name);
    await expect(row).toContainText(question);
    await expect(row).toContainText("1 unread");
    await expect(row).toContainText(/\+62[\s-]?813[\s-]?0000[\s-]?0002/);
    await expectAccessible(page);

    await openLead(page, customer.name);
    await expect(bubbles(page, question)).toHaveCount(1);
    await expect(page.getByText(/\+62[\s-]?813[\s-]?0000[\s-]?0002/).first()).toBeVisible();
    await expectAccessible(page);

    const reply = "Yes, shall I keep it for you?";
    await answer(page, reply);
    const ours = bubbles(page, reply);
    await expect(ours).toHaveCount(1);
    await expect(ours).toContainText("Delivered");
    await expect(row).toContainText(/Delivered\s*You: Yes, shall I keep it for you/);
    const onHandset = (await simulator.messages(customer.number, { waitFor: 2 })).filter((message) => message.text === reply);
    expect(onHandset, "the answer arrived on the customer's handset, once").toHaveLength(1);
    await simulator.read(customer.number, shop.number);
    await expect(ours).toContainText("Read");
    await expect(row, "the list has its tick, too").toContainText(/Read\s*You: /);
    await expectAccessible(page);

    // What was read here is no longer unread; the answer is the newest message.
    await page.goto("/leads");
    await expectLive(page);
    await expect(row).toContainText(`You: ${reply}`);
    await expect(row).not.toContainText("unread");
  });

  test("Shift and Enter begins a new line, and a double click sends once", async ({ page, simulator }) => {
    await simulator.write(customer.number, shop.number, "Hello");
    await openLead(page, customer.name);
    const field = page.getByRole("textbox", { name: "Message" });
    await field.fill("First line");
    await field.press("Shift+Enter");
    await field.pressSequentially("second line");
    await page.getByRole("button", { name: "Send", exact: true }).dblclick();
    await expect(bubbles(page, "second line")).toContainText("Delivered");
    await expect(bubbles(page, "second line")).toHaveCount(1);
    // A later answer has arrived, so a second copy would have arrived before it.
    await answer(page, "And that is all");
    await expect(bubbles(page, "And that is all")).toContainText("Delivered");
    const texts = (await simulator.messages(customer.number)).map((message) => message.text);
    expect(texts.filter((text) => text === "First line\nsecond line")).toHaveLength(1);
  });

  test("a message is shown as it was written, never as markup", async ({ page, simulator }) => {
    const text = `</textarea><script>document.title="owned"</script> & <b>bold</b> "quoted" مرحبا 你好`;
    await simulator.write(customer.number, shop.number, text);
    await expect(leadRow(page, customer.name)).toContainText("</textarea><script>");
    await openLead(page, customer.name);
    await expect(conversation(page)).toContainText(text);
    await page.reload();
    await expectLive(page);
    await expect(conversation(page)).toContainText(text);
    await expect(page).not.toHaveTitle(/owned/);
  });

  test("a message that WhatsApp refuses says so, and can be sent again", async ({ page, simulator }) => {
    await simulator.write(customer.number, shop.number, "Hello");
    await openLead(page, customer.name);
    await simulator.fault({ kind: "nack", code: 463, times: 1 });
    await answer(page, "Will this arrive?");
    const ours = bubbles(page, "Will this arrive?");
    await expect(ours).toContainText("Failed");
    await expectAccessible(page);
    await simulator.noFaults();
    await ours.getByRole("button", { name: "Retry" }).click();
    await expect(bubbles(page, "Will this arrive?").last()).toContainText("Delivered");
    const texts = (await simulator.messages(customer.number)).map((message) => message.text);
    expect(texts.filter((text) => text === "Will this arrive?")).toHaveLength(1);
  });
});
