import { expect, expectAccessible, serverAway, test } from "../support/fixtures.js";
import { answer, bubbles, connection, expectLive, linkPhone, openLead, phoneRow, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const customer = { name: "Budi Santoso", number: "6281300000002" };
const before = ["Good morning", "Hello Budi, how can I help?"];
const meanwhile = ["While away, one", "While away, two", "While away, three"];

test.describe("restart keeps everything", () => {
  for (const [how, signal] of [
    ["stopped", "SIGTERM"],
    ["killed", "SIGKILL"],
  ]) {
    test(`after the server was ${how}, the phone is connected without a scan, and what came meanwhile arrives once`, async ({
      page,
      simulator,
      leadwire,
      complaints,
    }) => {
      complaints.allow(serverAway);
      await simulator.addHandset(shop.number, "Shop");
      await simulator.addHandset(customer.number, customer.name);
      await signIn(page);
      await linkPhone(page, simulator, shop);
      await page.goto("/leads");
      await expectLive(page);
      await simulator.write(customer.number, shop.number, before[0]);
      await openLead(page, customer.name);
      await expect(bubbles(page, before[0])).toHaveCount(1);
      await answer(page, before[1]);
      await expect(bubbles(page, before[1])).toContainText("Delivered");

      await leadwire.stop(signal);
      await expect(connection(page)).toHaveText(/Reconnecting|Offline/);
      for (const text of meanwhile) await simulator.write(customer.number, shop.number, text);
      await leadwire.run();

      // The open page comes back by itself and catches up; a reload shows the same.
      await expect(connection(page)).toHaveText("Live", { timeout: 20_000 });
      for (const text of [...before, ...meanwhile]) await expect(bubbles(page, text)).toHaveCount(1);
      await page.reload();
      await expectLive(page);
      for (const text of [...before, ...meanwhile]) await expect(bubbles(page, text)).toHaveCount(1);
      await expectAccessible(page);
      await page.goto("/phones");
      await expect(phoneRow(page, shop.name)).toContainText("Connected");
      const answers = (await simulator.messages(customer.number)).filter((message) => message.text === before[1]);
      expect(answers, "our answer was not sent again").toHaveLength(1);
    });
  }
});
