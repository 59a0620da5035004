import { createHash } from "node:crypto";
import { launchOptions } from "../support/browser.js";
import { expect, expectAccessible, test } from "../support/fixtures.js";
import { bubbles, complaint, conversation, expectLive, leadRow, linkPhone, openLead, signIn } from "../support/steps.js";

const shop = { name: "Sales", number: "6281200000001" };
const customer = { name: "Budi Santoso", number: "6281300000002" };
// A red picture, 30 wide and 20 high.
const picture30x20 = "iVBORw0KGgoAAAANSUhEUgAAAB4AAAAUCAIAAAAVyRqTAAAAH0lEQVR42mM4YWNDI8QwavSo0aNGjxo9avSo0UPRaADvge4fIjK5SwAAAABJRU5ErkJggg==";

// A microphone that beeps, for those who may use it.
test.use({ launchOptions: { ...launchOptions, args: [...launchOptions.args, "--use-fake-device-for-media-stream"] } });

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

  test("a thumbnail stands in the place of a picture until it is here", async ({ page, simulator }) => {
    const [data, thumbnail] = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
      const context = canvas.getContext("2d");
      context.fillStyle = "teal";
      context.fillRect(0, 0, 640, 480);
      const whole = canvas.toDataURL("image/png");
      Object.assign(canvas, { width: 40, height: 30 });
      return [whole, canvas.toDataURL("image/jpeg")].map((address) => address.split(",")[1]);
    });
    await simulator.fault({ kind: "media_away", code: 404 });
    const shared = { mime: "image/png", data, thumbnail, width: 640, height: 480 };
    await simulator.say(customer.number, shop.number, { text: "The room", id: "ROOM", kind: { media: { ...shared, send_as: "image" } } });
    const comes = page.waitForResponse(/\/media\/[^/]+\/thumbnail$/);
    await openLead(page, customer.name);
    const answer = await comes;
    expect(answer.status()).toBe(200);
    expect((await answer.body()).toString("base64")).toBe(thumbnail);
    const again = bubbles(page, "The room").getByRole("button", { name: "Try again" });
    await expect(again).toBeVisible({ timeout: 20_000 });
    const place = bubbles(page, "The room").locator("svg.media-frame");
    await expect(place.locator("image")).toHaveAttribute("href", /thumbnail$/);
    const { width, height } = await place.boundingBox();
    expect([Math.round(width), Math.round(height)]).toEqual([320, 240]);
    await expectAccessible(page);

    await simulator.say(customer.number, shop.number, { text: "That one", reply_to: "ROOM" });
    const quoted = bubbles(page, "That one").locator(".message-quote img");
    await expect.poll(() => quoted.evaluate((image) => image.complete && image.naturalWidth)).toBe(40);
    await expectAccessible(page);
    await simulator.noFaults();
    await simulator.say(customer.number, shop.number, { text: "Prices", kind: { media: { ...shared, send_as: "document", name: "Prices.png" } } });
    await expect.poll(() => bubbles(page, "Prices").locator("img").evaluate((image) => image.naturalWidth)).toBe(640);
  });

  /** The lead has written, and the conversation with them is open. */
  async function talkTo(page, simulator) {
    await simulator.say(customer.number, shop.number, { text: "Hello" });
    await openLead(page, customer.name);
    await expect(page.getByLabel("Attach")).toBeAttached();
  }

  const field = (page) => page.getByRole("textbox", { name: "Message", exact: true });
  const attached = (page) => page.getByRole("list", { name: "Files to be sent" }).getByRole("listitem");
  const picture = { name: "Red.png", mimeType: "image/png", buffer: Buffer.from(picture30x20, "base64") };
  const prices = { name: "Prices.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 prices") };
  const digest = ({ buffer }) => createHash("sha256").update(buffer).digest("hex");

  /** What the handset has of this kind, once so many of them are there. */
  async function arrived(simulator, kind, count = 1) {
    const found = async () => (await simulator.messages(customer.number)).filter((message) => message.kind === kind && message.file);
    await expect.poll(async () => (await found()).length, { timeout: 20_000 }).toBe(count);
    return (await found()).at(-1);
  }

  /** Files as the browser hands them over when they are pasted or dropped. */
  const handOver = (page, files) =>
    page.evaluateHandle((files) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of files) {
        data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: mimeType }));
      }
      return data;
    }, files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") })));

  test("files are attached, taken off, sent with a caption, and seen by the handset", async ({ page, simulator }) => {
    await talkTo(page, simulator);
    await page.getByLabel("Attach").setInputFiles([picture, prices, { ...prices, name: "Wrong.pdf" }]);
    await expect(attached(page)).toHaveCount(3);
    await expect(attached(page).filter({ hasText: "Prices.pdf" })).toContainText("15 bytes");
    await expect.poll(() => attached(page).first().locator("img").evaluate((image) => image.naturalWidth)).toBe(30);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Take off Wrong.pdf" }).click();
    await expect(attached(page)).toHaveCount(2);

    await field(page).fill("Look at this");
    await field(page).press("Enter");
    await expect(attached(page)).toHaveCount(0);
    await expect(field(page)).toHaveValue("");
    const image = bubbles(page, "Look at this").getByRole("img", { name: "Photo" });
    await expect.poll(() => image.evaluate((image) => image.complete && image.naturalWidth)).toBe(30);
    await expect(bubbles(page, "Prices.pdf").getByRole("link")).toBeVisible();
    await expect(bubbles(page, "Prices.pdf")).toContainText("Delivered", { timeout: 20_000 });

    const seen = await arrived(simulator, "image");
    expect(seen).toMatchObject({ text: "Look at this", file: { mime: "image/png", width: 30, height: 20, sha256: digest(picture) } });
    expect(seen.file.thumbnail, "a JPEG that the browser made").toMatch(/^\/9j\//);
    const list = await arrived(simulator, "document");
    expect(list).toMatchObject({ text: "", file: { name: "Prices.pdf", sha256: digest(prices) } });
    await expectAccessible(page);
    await page.reload();
    await expect(bubbles(page, "Look at this").getByRole("img", { name: "Photo" })).toBeVisible();
    await expect(conversation(page).getByRole("article")).toHaveCount(3);
  });

  test("what is attached waits with the words while somebody looks at another lead", async ({ page, simulator }) => {
    const other = { name: "Dewi Lestari", number: "6281300000003" };
    await simulator.addHandset(other.number, other.name);
    await simulator.say(other.number, shop.number, { text: "Hello" });
    await expect(leadRow(page, other.name)).toBeVisible();
    await talkTo(page, simulator);
    await page.getByLabel("Attach").setInputFiles(prices);
    await field(page).fill("The list");
    await openLead(page, other.name);
    await expect(attached(page)).toHaveCount(0);
    await openLead(page, customer.name);
    await expect(attached(page)).toContainText("Prices.pdf");
    await page.getByRole("link", { name: "Templates" }).click();
    await page.getByRole("link", { name: "Leads" }).click();
    await openLead(page, customer.name);
    await field(page).press("Enter");
    expect(await arrived(simulator, "document")).toMatchObject({ text: "The list", file: { sha256: digest(prices) } });
  });

  test("a film goes out with a small picture of its beginning", async ({ page, simulator }) => {
    await talkTo(page, simulator);
    const film = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
      const context = canvas.getContext("2d");
      const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: "video/webm;codecs=vp8" });
      const pieces = [];
      const stopped = new Promise((stop) => (recorder.onstop = stop));
      recorder.ondataavailable = ({ data }) => {
        if (data.size > 0) pieces.push(data);
        if (data.size > 0 && recorder.state === "recording") recorder.stop();
      };
      recorder.start(100);
      for (let frame = 0; recorder.state === "recording"; frame++) {
        context.fillStyle = frame % 2 ? "red" : "blue";
        context.fillRect(0, 0, 64, 48);
        await new Promise((drawn) => requestAnimationFrame(drawn));
      }
      await stopped;
      const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    });
    await page.getByLabel("Attach").setInputFiles({ name: "Clip.webm", mimeType: "video/webm", buffer: Buffer.from(film, "base64") });
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const seen = await arrived(simulator, "document");
    expect(seen.file.name).toBe("Clip.webm");
    expect(seen.file.thumbnail).toMatch(/^\/9j\//);
  });

  test("a picture is pasted and a file is dropped", async ({ page, simulator }) => {
    await talkTo(page, simulator);
    const clipboard = await handOver(page, [picture]);
    await field(page).evaluate((field, clipboardData) => {
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, clipboard);
    await expect(attached(page)).toHaveCount(1);

    const table = await handOver(page, [picture]);
    await field(page).evaluate((field, clipboardData) => {
      clipboardData.setData("text/plain", "1");
      clipboardData.setData("text/html", "<td>1</td>");
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, table);
    await expect(attached(page), "words come without their picture").toHaveCount(1);

    const dataTransfer = await handOver(page, [prices]);
    const over = conversation(page);
    await over.dispatchEvent("dragenter", { dataTransfer });
    await over.dispatchEvent("dragover", { dataTransfer });
    await expect(page.getByText("Drop the files here")).toBeVisible();
    await over.dispatchEvent("drop", { dataTransfer });
    await expect(page.getByText("Drop the files here")).toHaveCount(0);
    await expect(attached(page)).toHaveCount(2);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    expect((await arrived(simulator, "image")).file.sha256).toBe(digest(picture));
    expect((await arrived(simulator, "document")).file.sha256).toBe(digest(prices));
  });

  test("what cannot go says so, and what did not go is tried again", async ({ page, simulator, complaints }) => {
    // The server is asked first whether it has the message after all.
    complaints.allow(/ERR_INTERNET_DISCONNECTED/, /404.*\/call\/send_file/s);
    await talkTo(page, simulator);
    await page.getByLabel("Attach").setInputFiles({ name: "Nothing.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) });
    await expect(complaint(page)).toHaveText("This file is empty, so there is nothing to send.");
    await expect(attached(page)).toHaveCount(0);

    await page.route("**/upload/*", (route) => route.abort("internetdisconnected"), { times: 1 });
    await page.getByLabel("Attach").setInputFiles(prices);
    await field(page).fill("The list");
    await field(page).press("Enter");
    await expect(bubbles(page, "The list")).toContainText("Leadwire cannot be reached");
    await bubbles(page, "The list").getByRole("button", { name: "Retry" }).click();
    expect(await arrived(simulator, "document")).toMatchObject({ text: "The list", file: { sha256: digest(prices) } });

    await simulator.fault({ kind: "media_away", code: 413 });
    await page.getByLabel("Attach").setInputFiles(picture);
    await field(page).press("Enter");
    await expect(conversation(page)).toContainText("WhatsApp did not take this file because it is too large.", { timeout: 20_000 });
    await simulator.noFaults();
    await conversation(page).getByRole("button", { name: "Retry" }).click();
    expect((await arrived(simulator, "image")).file.sha256).toBe(digest(picture));
    await expect(conversation(page).getByRole("article")).toHaveCount(3);
  });

  test("an emoji is put where the caret is", async ({ page, simulator }) => {
    await talkTo(page, simulator);
    await field(page).fill("Yes no");
    await field(page).evaluate((field) => field.setSelectionRange(3, 3));
    await page.getByRole("button", { name: "Emoji" }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "👍" }).click();
    await expect(field(page)).toHaveValue("Yes👍 no");
    await page.getByRole("button", { name: "🎉" }).click();
    await expect(field(page)).toHaveValue("Yes👍🎉 no");
    await field(page).press("Enter");
    await expect(bubbles(page, "Yes👍🎉 no")).toBeVisible();
  });

  test("without a microphone the page says so", async ({ page, simulator }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "mediaDevices", { value: undefined }));
    await page.reload();
    await expectLive(page);
    await talkTo(page, simulator);
    await page.getByRole("button", { name: "Record a voice message" }).click();
    await expect(complaint(page)).toContainText("begins with https");
  });

  test.describe("with a microphone", () => {
    test.use({ permissions: ["microphone"] });

    test("something is recorded, given up, recorded again and sent", async ({ page, simulator }) => {
      await talkTo(page, simulator);
      await page.getByRole("button", { name: "Record a voice message" }).click();
      const time = page.getByRole("timer", { name: "Recording" });
      await expect(time).toHaveText("0:01");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Give up" }).click();
      await expect(time).toHaveCount(0);

      await page.getByRole("button", { name: "Record a voice message" }).click();
      await expect(time).toHaveText("0:01");
      await page.getByRole("button", { name: "Send the recording" }).click();
      const heard = await arrived(simulator, "audio");
      // Chromium writes WebM: the server puts the same sound into Ogg, and the browser can play it.
      expect(heard.file).toMatchObject({ voice: true, mime: "audio/ogg; codecs=opus" });
      expect(heard.file.seconds).toBeGreaterThan(0);
      expect(heard.file.size).toBeGreaterThan(500);
      await expect.poll(() => conversation(page).locator("audio").evaluate((audio) => audio.duration), { timeout: 20_000 }).toBeGreaterThan(0.5);
      await expect(conversation(page).getByRole("article")).toHaveCount(2);
    });
  });
});
