import { expect, expectAccessible, test } from "../support/fixtures.js";
import { expectLive, expectParts, leadRow, linkPhone, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const budi = { name: "Budi Santoso", number: "6281300000002" };
const ana = { name: "Ana Souza", number: "5511987654321" };

const field = (page) => page.getByRole("searchbox", { name: "Search people and messages" });
const people = (page) => page.getByRole("region", { name: "People" });
const messages = (page) => page.getByRole("region", { name: "Messages" });

test.describe("search", () => {
  test.beforeEach(async ({ page, simulator }) => {
    await simulator.addHandset(shop.number, "Shop");
    for (const { number, name } of [budi, ana]) await simulator.addHandset(number, name);
    await signIn(page);
    await linkPhone(page, simulator, shop);
    await page.goto("/leads");
    await expectLive(page);
    await simulator.write(budi.number, shop.number, "Is the <mark>blue</mark> bicycle still there?");
    await expect(leadRow(page, budi.name)).toBeVisible();
    await simulator.write(budi.number, shop.number, "I would come on Friday.");
    await simulator.write(ana.number, shop.number, "Bom dia! Vocês têm uma bicycle azul?");
    await expect(leadRow(page, ana.name)).toBeVisible();
    await expectParts(page);
  });

  test("people and messages are found by the keyboard alone", async ({ page }) => {
    await page.keyboard.press("/");
    await expect(field(page)).toBeFocused();
    await page.keyboard.type("bicyc");
    await expect(messages(page).getByRole("listitem")).toHaveCount(2);
    await expect(people(page)).toHaveCount(0);
    const line = messages(page).getByRole("link", { name: new RegExp(budi.name) });
    await expect(line.locator("mark"), "only the word is marked, and markup of strangers is text").toHaveText(["bicyc"]);
    await expect(line).toContainText("Is the <mark>blue</mark> bicycle still there?");
    await expectAccessible(page);
    await expect(page).toHaveURL(/\/leads\?q=bicyc$/);

    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(line).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: budi.name })).toBeVisible();
    await expect(page, "the search stays beside the lead").toHaveURL(/\/leads\/[^?]+\?q=bicyc$/);
    await expect(field(page)).toHaveValue("bicyc");
    await expect(messages(page).getByRole("listitem")).toHaveCount(2);

    await page.keyboard.press("/");
    await page.keyboard.type("0813 0000");
    await expect(people(page).getByRole("link")).toContainText([budi.name]);
    await expect(messages(page)).toHaveCount(0);
    await page.reload();
    await expectLive(page);
    await expect(field(page), "the address knows it").toHaveValue("0813 0000");
    await expect(people(page).getByRole("link")).toContainText([budi.name]);
  });

  test("what was not found says what was searched, and the list comes back", async ({ page, simulator }) => {
    await field(page).fill(`giraffe "*' AND`);
    await expect(page.getByText(`Nothing fits “giraffe "*' AND”`)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Clear the search" }).click();
    await expect(leadRow(page, ana.name)).toBeVisible();
    await expect(field(page)).toHaveValue("");
    await expect(page).toHaveURL(/\/leads$/);

    // What is found follows what happens.
    await field(page).fill("souza");
    await expect(people(page).getByRole("link")).toContainText(["Bom dia!"]);
    await simulator.write(ana.number, shop.number, "Alô?");
    await expect(people(page).getByRole("link")).toContainText(["Alô?"]);
  });

  test("an older answer never takes the place of a newer one", async ({ page }) => {
    let release;
    const held = new Promise((done) => (release = done));
    await page.route("**/call/search", async (route) => {
      if (route.request().postData()?.includes("typed=budi")) await held;
      await route.continue();
    });
    const late = page.waitForResponse((answer) => answer.request().postData()?.includes("typed=budi") ?? false);
    await field(page).fill("budi");
    await page.waitForRequest((request) => request.postData()?.includes("typed=budi") ?? false);
    await field(page).fill("ana");
    await expect(people(page).getByRole("link")).toContainText([ana.name]);
    release();
    await (await late).finished();
    await expect(people(page).getByRole("link")).toContainText([ana.name]);
    await expect(people(page)).not.toContainText(budi.name);
  });
});
