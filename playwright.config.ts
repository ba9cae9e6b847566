import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";

const installed = findChromium();

/** As root in a container there is no sandbox, and the browser should talk to the console only. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 120_000,
  // A busy machine takes longer than Playwright's five seconds; a lost element is said long before the test's end.
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // On a crowded machine a headless Chromium may stop drawing for a while, and a click waits for a drawn frame. A test
  // that passes the second time is listed as flaky.
  retries: 1,
  reporter: "list",
  projects: [
    { name: "browser", testMatch: "*.spec.ts", testIgnore: "openclaw/**" },
    // The same walks, read in the other language.
    { name: "chinese", testMatch: "*.spec.ts", grep: /@languages/, use: { locale: "zh-CN" } },
    { name: "openclaw", testMatch: "openclaw/*.spec.ts" },
  ],
  use: {
    launchOptions: { args: ARGUMENTS, ...(installed ? { executablePath: installed } : {}) },
    actionTimeout: 20_000,
    trace: "on-first-retry",
  },
});
