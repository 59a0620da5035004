// An app, a simulator and a browser for one measurement, all stopped at its end.
import { chromium } from "@playwright/test";
import { launchOptions } from "../support/browser.js";
import { Leadwire, Simulator } from "../support/programs.js";

/** Runs `measure` with a fresh app and simulator, and with a browser context unless it needs none; `baseURL` when pages are reached otherwise. */
export async function onStage(measure, { env = {}, viewport = { width: 1280, height: 800 }, withBrowser = true, baseURL } = {}) {
  let simulator;
  let leadwire;
  let browser;
  const stop = async () => {
    await browser?.close();
    await leadwire?.remove();
    await simulator?.stop();
  };
  process.once("SIGINT", () => stop().finally(() => process.exit(130)));
  try {
    simulator = await Simulator.start();
    leadwire = await Leadwire.start({ simulator, env });
    if (!withBrowser) return await measure({ simulator, leadwire });
    browser = await chromium.launch(launchOptions);
    const newContext = (options = {}) => browser.newContext({ baseURL: baseURL ?? leadwire.url, locale: "en-GB", viewport, ...options });
    return await measure({ simulator, leadwire, browser, newContext, context: await newContext() });
  } catch (error) {
    console.error(leadwire?.output.split("\n").slice(-30).join("\n"));
    throw error;
  } finally {
    await stop();
  }
}
