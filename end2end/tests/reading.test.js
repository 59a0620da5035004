import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, conversation, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };

test.describe("reading a conversation", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    await simulator.addHandset(budi.number, budi.name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
  });

  test("a text looks as on a handset, and its addresses lead where they say", async ({ page, simulator }) => {
    await simulator.write(budi.number, shop.number, "*Two* of the _blue_ ones: https://shop.example/blue_ones, ~three~ `SKU 7`\n2*3*4 <b>stays</b>");
    await openLead(page, budi.name);
    const bubble = bubbles(page, "stays");
    await expect(bubble).toContainText("Two of the blue ones: https://shop.example/blue_ones, three SKU 7\n2*3*4 <b>stays</b>");
    await expect(bubble.locator("strong")).toHaveText("Two");
    await expect(bubble.locator("em")).toHaveText("blue");
    await expect(bubble.locator("s")).toHaveText("three");
    await expect(bubble.locator("code")).toHaveText("SKU 7");
    const link = bubble.getByRole("link");
    await expect(link).toHaveAttribute("href", "https://shop.example/blue_ones");
    await expect(link).toHaveAttribute("target", "_blank");
    await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    await expectAccessible(page);
    await page.reload();
    await expectLive(page);
    await expect(bubble.locator("strong"), "the server draws it, too").toHaveText("Two");
  });

  test("what is new stands below a line, and who reads further up is told what came", async ({ page, simulator }) => {
    const many = (count, prefix) => simulator.call("POST", `handsets/${budi.number}/messages/many`, { to: shop.number, count, prefix });
    await many(20, "Old");
    await expect(leadRow(page, budi.name)).toContainText("20 unread");
    await openLead(page, budi.name);
    await expect(leadRow(page, budi.name)).not.toContainText("unread");
    await page.goto("/leads");
    await expectLive(page);
    await many(30, "Fresh");
    await expect(leadRow(page, budi.name)).toContainText("30 unread");
    await openLead(page, budi.name);

    const line = conversation(page).getByText("New messages");
    await expect(line, "it opens where the new ones begin").toBeInViewport();
    await expect(conversation(page).getByText("Fresh 1", { exact: true })).toBeInViewport();
    await expect(conversation(page).getByText("Fresh 30", { exact: true })).not.toBeInViewport();
    const down = page.getByRole("button", { name: /^↓/ });
    await expect(down).toHaveText("↓ Newest");
    await simulator.write(budi.number, shop.number, "Are you there?");
    await expect(down).toHaveText("↓ 1 new");
    await expect(line, "nothing moves meanwhile").toBeInViewport();
    await expectAccessible(page);
    await down.press("Enter");
    await expect(conversation(page), "the keyboard goes on there").toBeFocused();
    await expect(bubbles(page, "Are you there?")).toBeInViewport();
    await expect(down).toHaveCount(0);

    await expect(leadRow(page, budi.name)).not.toContainText("unread");
    await page.reload();
    await expectLive(page);
    await expect(bubbles(page, "Are you there?")).toBeInViewport();
    await expect(line, "everything is read").toHaveCount(0);
  });
});
