import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { findChromium } from "./chromium.mjs";
import { fakeSetupToken, OWNER, startSampleConsole } from "./sample-console.mjs";
import { projectRoot } from "./stamps.mjs";

/** Takes the pictures of the documents, from the built console with sample data: docs/screenshots/*.png. */

const FOLDER = path.join(projectRoot, "docs/screenshots");
const BYTES_MAX = 220 * 1024;
const WINDOW = { width: 1280, height: 800 };
/** What stands in the pictures in place of the sample's temporary folder. */
const SHOWN_HOME = "/home";

mkdirSync(FOLDER, { recursive: true });
const sample = await startSampleConsole();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await signedIn({});
  await shoot(page, "status", "/");
  await shoot(page, "timeline", "/timeline");
  await shoot(page, "paste-setup-token", "/profiles/new?kind=setup-token", (form) =>
    form.locator("textarea[name=secret]").fill(fakeSetupToken("8h1c")),
  );
  const gateway = await hrefOf(page, "/gateways", 'a:text-is("studio")');
  const ofGateway = gateway.replace("/gateways/", "?gateway=");
  await shoot(page, "keys", `/keys${ofGateway}`);
  await shoot(page, "doctor", `/doctor${ofGateway}`);
  const orders = gateway.replace("/gateways/", "/order?gateway=");
  await shoot(page, "order", await hrefOf(page, orders, 'main a[href$="/main/anthropic"]'));
  await shoot(page, "publish-preview", `${gateway}/publish`);
  const chinese = await signedIn({ locale: "zh-CN" });
  await shoot(chinese, "status-zh-CN", "/");
  await shoot(chinese, "timeline-zh-CN", "/timeline");
  await shoot(chinese, "doctor-zh-CN", `/doctor${ofGateway}`);
  await shoot(chinese, "paste-setup-token-zh-CN", "/profiles/new?kind=setup-token");
} finally {
  await browser.close();
  await sample.stop();
}

/** A new browser, signed in. */
async function signedIn(options) {
  const all = { viewport: WINDOW, deviceScaleFactor: 1.25, colorScheme: "light", locale: "en", ...options };
  const page = await (await browser.newContext(all)).newPage();
  await page.goto(`${sample.url}/sign-in`);
  await page.locator("input[name=email]").fill(OWNER.email);
  await page.locator("input[name=password]").fill(OWNER.password);
  await page.locator("form:has(input[name=password]) button[type=submit]").click();
  await page.waitForURL(`${sample.url}/`);
  return page;
}

async function hrefOf(page, list, link) {
  await page.goto(`${sample.url}${list}`);
  return page.locator(link).first().getAttribute("href");
}

async function shoot(page, name, address, prepare = async () => {}) {
  await page.goto(`${sample.url}${address}`, { waitUntil: "networkidle" });
  await prepare(page);
  await page.evaluate(hideTemporaryFolder, [sample.home, SHOWN_HOME]);
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  const bytes = statSync(file).size;
  console.log(`${path.relative(projectRoot, file)}  ${Math.round(bytes / 1024)} KiB`);
  if (bytes > BYTES_MAX) throw new Error(`${name} is larger than ${BYTES_MAX / 1024} KiB.`);
}

/** Runs in the page. */
function hideTemporaryFolder([home, shown]) {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(home, shown);
}
