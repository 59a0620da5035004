import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, conversation, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const customer = { name: "Budi Santoso", number: "6281300000002" };

test.describe("messages that are more than words", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(customer.number, customer.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
  });

  test("reactions, edits and deletes change the message where it stands", async ({ page, simulator }) => {
    const say = (said) => simulator.say(customer.number, shop.number, said);
    const answer = await simulator.say(shop.number, customer.number, { text: "It costs 100" });
    const question = await say({ text: "Is the blue one stil there?" });
    await openLead(page, customer.name);
    await say({ text: "👍", kind: { reaction: { to: answer } } });
    await expect(bubbles(page, "It costs 100").getByRole("group", { name: "Reactions" })).toHaveText("👍");
    await say({ text: "", kind: { reaction: { to: answer } } });
    await expect(bubbles(page, "It costs 100").getByRole("group", { name: "Reactions" })).toHaveCount(0);

    await say({ text: "Is the blue one still there?", kind: { edit: { of: question } } });
    await expect(bubbles(page, "Is the blue one still there?")).toContainText("edited");
    await expect(bubbles(page, "stil there")).toHaveCount(0);
    await say({ text: "I mean this", reply_to: answer });
    const reply = bubbles(page, "I mean this");
    await expect(reply.getByRole("link")).toContainText("It costs 100");
    await reply.getByRole("link").click();
    await expect(page).toHaveURL(/#m-/);
    await expect(bubbles(page, "It costs 100").first()).toBeInViewport();
    await expectAccessible(page);

    await say({ text: "", kind: { delete: { of: question } } });
    await expect(bubbles(page, "This message was deleted")).toHaveCount(1);
    await expect(conversation(page)).not.toContainText("blue one");
    await page.reload();
    await expectLive(page);
    await expect(bubbles(page, "This message was deleted")).toHaveCount(1);
    await expect(conversation(page).getByRole("article")).toHaveCount(3);
  });

  test("a place, a card and a poll say what they are, and a message that cannot be read appears in its place", async ({ page, simulator }) => {
    const say = (said) => simulator.say(customer.number, shop.number, said);
    await say({ kind: { location: { latitude: -6.175392, longitude: 106.827153, name: "Monas", address: "Jakarta" } } });
    await expect(leadRow(page, customer.name)).toContainText("Location: Monas Jakarta");
    await openLead(page, customer.name);
    const place = bubbles(page, "Monas").getByRole("link");
    await expect(place).toHaveText("-6.175392, 106.827153");
    await expect(place).toHaveAttribute("href", /^https:\/\/www\.openstreetmap\.org\//);
    await say({ kind: { contacts: [{ name: "<b>Citra</b>", numbers: ["+62 812-0000-0009"] }] } });
    await expect(bubbles(page, "<b>Citra</b>")).toContainText("Contact card");
    await say({ text: "Which day?", kind: { poll: { options: ["Monday", "Tuesday"] } } });
    await expect(bubbles(page, "Which day?")).toContainText("• Tuesday");
    await simulator.fault({ kind: "damaged", times: 1 });
    await say({ text: "Can you read this?" });
    await expect(bubbles(page, "Can you read this?")).toHaveCount(1);
    await expect(bubbles(page, "Waiting for this message")).toHaveCount(0);
    await expect(conversation(page).getByRole("article")).toHaveCount(4);
    await expectAccessible(page);
  });
});
