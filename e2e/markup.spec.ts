import type { Page } from "@playwright/test";
import { type Console, expect, setUp, test } from "./console.ts";

/** What runs when it is taken for markup: each sets `window.clawkeepRan` or asks for a window. */
const PAYLOADS = [
  `<script>window.clawkeepRan=1</script>`,
  `</script><script>window.clawkeepRan=1</script>`,
  `</title><script>window.clawkeepRan=1</script>`,
  `</textarea><script>window.clawkeepRan=1</script>`,
  `--><script>window.clawkeepRan=1</script>`,
  `]]><script>window.clawkeepRan=1</script>`,
  `<img src=x onerror=window.clawkeepRan=1>`,
  `<img src=x onerror="alert(1)">`,
  `"><img src=x onerror=window.clawkeepRan=1>`,
  `'><img src=x onerror=window.clawkeepRan=1>`,
  `" autofocus onfocus="window.clawkeepRan=1`,
  `' onmouseover='window.clawkeepRan=1`,
  "`onload=window.clawkeepRan=1",
  `<svg onload=window.clawkeepRan=1>`,
  `<svg><script>window.clawkeepRan=1</script></svg>`,
  `<svg><animate onbegin=window.clawkeepRan=1 attributeName=x dur=1s>`,
  `<math><mi xlink:href="javascript:window.clawkeepRan=1">x</mi></math>`,
  `<iframe srcdoc="<script>parent.clawkeepRan=1</script>"></iframe>`,
  `<iframe src="javascript:parent.clawkeepRan=1"></iframe>`,
  `<a href="javascript:window.clawkeepRan=1">x</a>`,
  `javascript:window.clawkeepRan=1`,
  `data:text/html,<script>parent.clawkeepRan=1</script>`,
  `<object data="javascript:window.clawkeepRan=1"></object>`,
  `<details open ontoggle=window.clawkeepRan=1>`,
  `<video><source onerror=window.clawkeepRan=1></video>`,
  `<style>@import 'http://evil.example/a.css'</style>`,
  `<link rel=stylesheet href=http://evil.example/a.css>`,
  `<meta http-equiv=refresh content="0;url=http://evil.example/">`,
  `<base href="http://evil.example/">`,
  `{{constructor.constructor('window.clawkeepRan=1')()}}`,
] as const;

const PAGES = [
  "/",
  "/profiles",
  "/timeline",
  "/doctor",
  "/order",
  "/keys",
  "/audit",
  "/alerts",
  "/probes",
  "/gateways",
  "/settings",
  "/team",
];

/** A gateway whose files hold every payload as an e-mail, a display name, an agent's name, a model and an address. */
function hostileGateway(console: Console): string {
  const entries = PAYLOADS.map((payload, index) => [
    `openai:p${index}`,
    {
      type: "api_key",
      provider: "openai",
      key: `sk-proj-FAKE-${index}-0123456789abcdef`,
      email: payload,
      displayName: payload,
    },
  ]);
  const named = PAYLOADS.map((payload) => [
    `zai:${payload}`,
    { type: "api_key", provider: "zai", key: "sk-zai-FAKE-0123456789" },
  ]);
  const models = Object.fromEntries(PAYLOADS.map((payload) => [`openai/${payload}`, { alias: payload }]));
  return console.stateDir("hostile", {
    config: JSON.stringify({
      agents: {
        defaults: { models, model: { primary: `openai/${PAYLOADS[0]}` } },
        list: [{ id: "main", name: PAYLOADS[6] }],
      },
      models: { providers: { openai: { baseUrl: PAYLOADS[20], models: [] } } },
    }),
    store: { version: 1, profiles: Object.fromEntries([...entries, ...named]) },
  });
}

test("nothing that a file, a person or an address says is run by the browser", { tag: ["@W09"] }, async ({
  page,
  console,
}) => {
  const ran = await watchForScripts(page);
  await setUp(page, console);
  const stateDir = hostileGateway(console);
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  console.cli(["import", "--gateway", "home"]);
  for (const [index, payload] of PAYLOADS.entries()) {
    const scope = ["--scope", "check:read", "--expires-in", "1d", "--name", payload.slice(0, 60)];
    if (index < 8) console.cli(["token", "create", ...scope]);
  }
  for (const address of PAGES) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
  }
  await page.goto("/profiles");
  const shown = await page.getByText("<img src=x onerror=window.clawkeepRan=1>").first().isVisible();
  expect(shown, "a payload is shown as the text that it is").toBe(true);
  for (const link of await firstLinks(page)) {
    await page.goto(link);
    await page.waitForLoadState("networkidle");
  }
  expect(await ran()).toEqual([]);
  test.info().annotations.push({
    type: "figure",
    description: `${PAYLOADS.length * 5} payloads from files and people`,
  });
});

test("nor anything that stands in an address", { tag: ["@W09"] }, async ({ page, console }) => {
  await setUp(page, console);
  // Some of these addresses lead nowhere, which a test's own page takes for a fault.
  const visitor = await page.context().newPage();
  const ran = await watchForScripts(visitor);
  for (const [index, payload] of PAYLOADS.entries()) {
    const address = PAGES[index % PAGES.length] ?? "/";
    const query = new URLSearchParams(
      ["q", "notice", "gateway", "removed", "error", "agent"].map((name) => [name, payload]),
    );
    await visitor.goto(`${address}?${query}#${encodeURIComponent(payload)}`);
  }
  for (const payload of PAYLOADS.slice(0, 10)) await visitor.goto(`/profiles/${encodeURIComponent(payload)}`);
  expect(await ran()).toEqual([]);
  test
    .info()
    .annotations.push({ type: "figure", description: `${PAYLOADS.length * 6} payloads in addresses` });
});

test("markup in a page without the console's protection does run, and is seen", {
  tag: ["@W09-twin"],
}, async ({ browser }) => {
  const page = await browser.newPage();
  const ran = await watchForScripts(page);
  await page.route("http://bare.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<p>${PAYLOADS[6]}</p>` }),
  );
  await page.goto("http://bare.test/");
  await page.waitForFunction("window.clawkeepRan === 1");
  expect(await ran()).toEqual(["a script ran on http://bare.test/"]);
  await page.close();
});

/** Windows that were asked for, requests to other hosts, and pages in which a payload ran. */
async function watchForScripts(page: Page): Promise<() => Promise<string[]>> {
  const found: string[] = [];
  page.on("dialog", async (dialog) => {
    found.push(`a window was opened on ${page.url()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).hostname === "evil.example")
      found.push(`${page.url()} asked for ${request.url()}`);
  });
  await page.exposeFunction("clawkeepReportRun", (what: string) => found.push(what));
  await page.addInitScript(() => {
    let value: unknown;
    Object.defineProperty(window, "clawkeepRan", {
      get: () => value,
      set: (next) => {
        value = next;
        Reflect.get(window, "clawkeepReportRun")(`a script ran on ${location.href}`);
      },
    });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
      Reflect.get(window, "clawkeepReportRun")(`${violatedDirective} was needed on ${location.href}`),
    );
  });
  return async () => found;
}

async function firstLinks(page: Page): Promise<string[]> {
  const hrefs = await page
    .locator('main a[href^="/profiles/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set(hrefs)].filter((href) => !href.startsWith("/profiles/new")).slice(0, 6);
}
