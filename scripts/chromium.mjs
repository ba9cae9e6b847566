import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { run, tool } from "./commands.mjs";

/** The browser of the browser tests. */

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** An installed Chromium: `CHROMIUM_PATH`, else the first on PATH, else undefined for Playwright's own. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return process.env.CHROMIUM_PATH || candidates.find(isExecutable);
}

/** Makes sure there is one; resolves to an exit code. */
export async function installChromium() {
  if (findChromium()) return 0;
  if (existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    const noninteractive = { DEBIAN_FRONTEND: "noninteractive" };
    const updated = await run("apt-get", ["update", "-q"], noninteractive);
    // The font is for the Chinese pages: without one the tests would look at empty boxes.
    return updated || run("apt-get", ["install", "-y", "-q", "chromium", "fonts-noto-cjk"], noninteractive);
  }
  return tool("@playwright/test/cli.js", ["install", "chromium"]);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
