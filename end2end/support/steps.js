// What a person does, by the names they see.
import { expect } from "@playwright/test";
import { decode } from "./code.js";
import { owner } from "./programs.js";

/** Fills in the sign-in form and sends it. */
export async function fillSignIn(page, { email, password } = owner) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Signs in and waits until the page lives. */
export async function signIn(page, person = owner) {
  await page.goto("/sign-in");
  await fillSignIn(page, person);
  await expectLive(page);
}

/** The header's sign: the page is taken over by the program and its socket is open. */
export async function expectLive(page) {
  await expect(connection(page)).toHaveText("Live");
}

/** The page of leads has its parts too: whatever waits for a key or a click works from then on. */
export async function expectParts(page) {
  await expect(page.getByRole("button", { name: "Add a lead" })).toBeVisible();
}

/** The sign in the header: Live, Reconnecting, Offline. */
export const connection = (page) => page.getByRole("status", { name: "Connection" });

/** A sentence that says what is wrong; forms keep empty places for theirs. */
export const complaint = (scope) => scope.getByRole("alert").filter({ hasText: /\S/ }).first();

/** Phones → Link a phone; answers the dialog. */
export async function openLinkDialog(page) {
  await page.goto("/phones");
  await expectLive(page);
  await page.getByRole("button", { name: "Link a phone" }).first().click();
  const dialog = linkDialog(page);
  await expect(dialog).toBeVisible();
  return dialog;
}

export const linkDialog = (page) => page.getByRole("dialog", { name: "Link a phone" });

/** The dialog's sentence about how far the link is. */
export const linkState = (page) => linkDialog(page).getByRole("status");

/** The row of a phone in the list. */
export const phoneRow = (page, name) => page.getByRole("list", { name: "Phones" }).getByRole("listitem").filter({ hasText: name });

/** The row of a lead in the list. */
export const leadRow = (page, name) => page.getByRole("list", { name: "Leads" }).getByRole("link", { name: new RegExp(name) });

/** The conversation of the lead on screen, and its messages with this text. */
export const conversation = (page) => page.getByRole("log", { name: "Conversation" });
export const bubbles = (page, text) => conversation(page).getByRole("article").filter({ hasText: text });

/** Writes an answer and sends it with Enter. */
export async function answer(page, text) {
  const field = page.getByRole("textbox", { name: "Message" });
  // From then on Enter sends.
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeEnabled();
  await field.fill(text);
  await field.press("Enter");
  await expect(field).toHaveValue("");
}

/** Types the phone's name; answers the button that begins the link. */
export async function nameAndSubmit(dialog, name) {
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  return dialog.getByRole("button", { name: "Continue" });
}

/** Phones → Link a phone → a name → the dialog that shows the code. */
export async function beginLinking(page, name) {
  const dialog = await openLinkDialog(page);
  await (await nameAndSubmit(dialog, name)).click();
  return dialog;
}

/** The picture of the code on show. */
export const codePicture = (scope) => scope.getByRole("img", { name: /^QR code/ });

/** Photographs the code on show until an independent decoder reads it; answers its text. */
export async function readCode(scope) {
  const picture = codePicture(scope);
  await expect(picture).toBeVisible();
  // A person looks at one tab at a time, and so does a camera.
  await picture.page().bringToFront();
  let text = null;
  await expect(async () => {
    text = decode(await picture.screenshot({ animations: "disabled" }));
    expect(text, "the picture is a QR code").not.toBeNull();
  }).toPass({ timeout: 15_000, intervals: [20, 50, 100] });
  return text;
}

/** Links a phone the way a person does, with this handset; ends on "Connected". */
export async function linkPhone(page, simulator, { name, number }) {
  const dialog = await beginLinking(page, name);
  await simulator.scan(number, await readCode(dialog));
  await expect(linkState(page)).toContainText("Connected", { timeout: 20_000 });
  return dialog;
}

/** Leads → the person's row; answers the conversation. */
export async function openLead(page, name) {
  await leadRow(page, name).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return conversation(page);
}
