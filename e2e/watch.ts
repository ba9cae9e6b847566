import { type Page, type Response, test } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { tracesIn } from "./plaintext.ts";
import { expectNoSecret, SECRETS } from "./secrets.ts";

/** What went wrong in a page while nobody looked at it. */
export type Watch = { problems(): Promise<string[]> };

/**
 * Notes errors on the browser's console, exceptions, violations of the content security policy, and every
 * answer of the server that holds a secret: pages, data for the router, scripts.
 */
export async function watchPage(page: Page): Promise<Watch> {
  const problems: string[] = [];
  const answers: Promise<void>[] = [];
  page.on("console", (message) => {
    const { url } = message.location();
    if (message.type() === "error") problems.push(`console of ${page.url()}: ${message.text()} (${url})`);
  });
  page.on("pageerror", (error) => problems.push(`exception on ${page.url()}: ${error.message}`));
  page.on("response", (response) => answers.push(searchAnswer(response, problems)));
  await page.exposeFunction("clawkeepReportViolation", (what: string) => {
    problems.push(`content security policy of ${page.url()}: ${what}`);
  });
  await page.addInitScript(reportViolations);
  return {
    problems: async () => {
      await Promise.all(answers);
      return problems;
    },
  };
}

/** Looks at a page as it is now: a picture of it into the test's results, axe, and a search for secrets. */
export async function look(page: Page, name: string): Promise<void> {
  await test.step(`look at ${name}`, async () => {
    await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });
    await expectAccessible(page);
    expectNoSecret(await page.content(), page.url());
  });
}

async function searchAnswer(response: Response, problems: string[]): Promise<void> {
  const url = response.url();
  // A redirect has no body, and one that the browser has left already cannot be read.
  const text = await response.text().catch(() => "");
  const traces = [
    ...tracesIn(url, SECRETS, "an address"),
    ...tracesIn(text, SECRETS, `the answer of ${url}`),
  ];
  for (const { where, secret, spelling } of traces)
    problems.push(`${where} holds the ${secret} (${spelling})`);
}

/** Runs in the page. */
function reportViolations(): void {
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    const report = Reflect.get(window, "clawkeepReportViolation");
    if (typeof report === "function") report(`${violatedDirective} blocked ${blockedURI}`);
  });
}
