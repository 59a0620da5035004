// What every journey starts with: a simulator and an app of its own, and pages that may not complain.
import { test as base, expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Leadwire, Simulator, owner } from "./programs.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Complaints of one browser context's pages: console errors, exceptions, failed hydration, failed requests. */
class Complaints {
  #found = [];
  #allowed = [];

  watch(context) {
    context.on("console", (message) => {
      const text = message.text();
      // Leptos reports a failed hydration as an error; wasm panics come as errors too.
      if (message.type() === "error" || /hydration|unreachable executed|panicked at/i.test(text)) {
        this.#add(`console: ${text} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => this.#add(`exception: ${error.error()?.stack ?? error.error()}`));
    context.on("response", (answer) => {
      if (answer.status() >= 500) this.#add(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
    });
  }

  #add(text) {
    if (!this.#allowed.some((pattern) => pattern.test(text))) this.#found.push(text);
  }

  /** A journey that provokes a complaint names it. */
  allow(...patterns) {
    this.#allowed.push(...patterns);
  }

  get all() {
    return this.#found;
  }
}

/** What the browser itself writes to its console while the server is away. */
export const serverAway = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|WebSocket/;

export const test = base.extend({
  /** Options of the app of a test: `test.use({ appOptions: { firstRun: true } })`. */
  appOptions: [{}, { option: true }],

  simulator: async ({}, use, info) => {
    const simulator = await Simulator.start();
    await use(simulator);
    await simulator.stop();
    if (info.status !== info.expectedStatus) await info.attach("simulator.log", { body: simulator.output, contentType: "text/plain" });
  },

  leadwire: async ({ simulator, appOptions }, use, info) => {
    const leadwire = await Leadwire.start({ simulator, ...appOptions });
    await use(leadwire);
    await leadwire.remove();
    if (info.status !== info.expectedStatus) await info.attach("leadwire.log", { body: leadwire.output, contentType: "text/plain" });
    expect(leadwire.output.match(/panicked at.*\n.*/g) ?? [], "the server did not panic").toEqual([]);
  },

  baseURL: async ({ leadwire }, use) => use(leadwire.url),

  complaints: async ({}, use) => {
    const complaints = new Complaints();
    await use(complaints);
    expect(complaints.all, "no page complains").toEqual([]);
  },

  context: async ({ context, complaints }, use) => {
    complaints.watch(context);
    await use(context);
  },
});

/** No accessibility violation on what is on screen, once what comes and goes there has stopped moving: half shown, all is pale. */
export async function expectAccessible(page) {
  await page.evaluate(() => {
    const ends = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime < Infinity);
    return Promise.allSettled(ends.map((animation) => animation.finished));
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join("\n")}`);
  expect(told, `axe has nothing to say about ${new URL(page.url()).pathname}`).toEqual([]);
}

export { expect, owner };
