// Debian's Chromium; nothing is downloaded. CHROMIUM names another one.
import { existsSync } from "node:fs";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = candidates.find((path) => path && existsSync(path));
if (!executablePath) throw new Error("No Chromium. Run bin/setup --test, or name one in CHROMIUM.");

export const launchOptions = {
  executablePath,
  args: [
    // Chromium's sandbox refuses to work for root; the pages are our own.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
