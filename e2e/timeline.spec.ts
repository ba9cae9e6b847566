import type { Page } from "@playwright/test";
import { OPENAI } from "#lib/testing/fake-provider-answers.ts";
import { startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { expect, prove, setUp, signInAs, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");
const DAY_MS = 24 * 60 * 60 * 1000;

const token = (provider: string, end: string, expires: number) => ({
  type: "token",
  provider,
  token: `sk-ant-oat01-${"FAKE".repeat(20)}${end}`,
  expires,
});

function store(nowMs: number, more: Record<string, unknown> = {}) {
  return {
    version: 1,
    profiles: {
      "anthropic:gone": token("anthropic", "1", nowMs - 3 * DAY_MS),
      "anthropic:today": token("anthropic", "2", nowMs + DAY_MS / 2),
      "anthropic:soon": token("anthropic", "3", nowMs + 9 * DAY_MS),
      "zai:late": token("zai", "4", nowMs + 200 * DAY_MS),
      "openai:a": { type: "api_key", provider: "openai", key: "sk-proj-FAKE-0123456789abcdef-a" },
      "openai:b": { type: "api_key", provider: "openai", key: "sk-proj-FAKE-0123456789abcdef-b" },
      ...more,
    },
    usageStats: {
      "openai:a": { lastFailureAt: nowMs - 60_000, cooldownUntil: nowMs + 3_600_000 },
      "openai:b": {
        lastFailureAt: nowMs - 60_000,
        disabledUntil: nowMs + DAY_MS,
        disabledReason: "billing",
      },
    },
  };
}

/** A mark for several ends that are still ahead looks like the first of them. */
const AHEAD = ["expiring", "soon", "later", "renews"];

/** How many entries of each sort the drawing and the table hold. */
async function counts(page: Page) {
  const tally = (pairs: [string, number][]) =>
    pairs.reduce<Record<string, number>>((sums, [look, count]) => {
      const sort = AHEAD.includes(look) ? "ahead" : look;
      return Object.assign(sums, { [sort]: (sums[sort] ?? 0) + count });
    }, {});
  const drawn = await page
    .locator("[data-mark]")
    .evaluateAll((marks) =>
      marks.map((mark): [string, number] => [
        mark.getAttribute("data-mark") ?? "",
        Number(mark.getAttribute("data-count")),
      ]),
    );
  const listed = await page
    .locator("[data-timeline-row]")
    .evaluateAll((rows) =>
      rows.map((row): [string, number] => [row.getAttribute("data-timeline-row") ?? "", 1]),
    );
  return { drawn: tally(drawn), listed: tally(listed) };
}

test("the timeline draws what its table says, pans and zooms with the keyboard, and keeps its place", async ({
  page,
  console,
}) => {
  const stateDir = console.stateDir("home", { store: store(Date.now()) });
  await signInAs(page, console, "viewer");
  await page.goto("/timeline");
  await expect(page.getByText(t("no_gateway.title"))).toBeVisible();
  await look(page, "timeline without a gateway");

  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  expect(console.cli(["import", "--gateway", "home"]).status).toBe(0);
  await page.goto("/timeline");
  await look(page, "timeline");

  for (const grouping of ["gateway", "agent", "provider"]) {
    await page.goto(`/timeline?group=${grouping}`);
    const { drawn, listed } = await counts(page);
    expect(Object.values(listed).reduce((sum, count) => sum + count, 0)).toBe(7);
    expect(Object.values(drawn).reduce((sum, count) => sum + count, 0)).toBe(7);
    expect(drawn).toEqual(listed);
  }
  await look(page, "timeline by provider");

  await test.step("pointing at a mark tells about it and moves nothing", async () => {
    const details = page.locator("[data-timeline-details]");
    const before = await details.boundingBox();
    await page.getByRole("link", { name: `zai:late: ${t("timeline.expiry.later")}` }).hover();
    await expect(details).toContainText("zai:late");
    expect(await details.boundingBox()).toEqual(before);
  });

  await test.step("the keyboard pans, zooms and goes from mark to mark", async () => {
    const frame = page.getByRole("group", { name: /^Timeline from/ });
    await frame.focus();
    await page.keyboard.press("+");
    await page.waitForURL(/from=\d+&to=\d+/);
    const closer = page.url();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL((url) => url.href !== closer && url.searchParams.has("from"));
    await page.keyboard.press("0");
    await page.waitForURL((url) => !url.searchParams.has("from"));
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    const first = await focused();
    expect(first).toContain("anthropic");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).not.toBe(first);
    await page.keyboard.press("Escape");
    await expect(frame).toBeFocused();
  });

  await test.step("a mark leads to its profile", async () => {
    await page.getByRole("link", { name: `zai:late: ${t("timeline.expiry.later")}` }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("zai:late");
  });
});

test("a profile that a probe found refused, and working again, is drawn and listed", async ({
  page,
  console,
}) => {
  let isRefusing = true;
  const server = await startFakeProvider(({ headers }) =>
    isRefusing || headers.authorization === undefined ? OPENAI.auth : OPENAI.list,
  );
  try {
    const config = `{ models: { providers: { openai: { baseUrl: "${server.origin}/v1", models: [] } } } }`;
    const profile = { type: "api_key", provider: "openai", key: "sk-proj-FAKE-0123456789abcdef-c" };
    const one = { version: 1, profiles: { "openai:c": profile } };
    const stateDir = console.stateDir("home", { config, store: one });
    expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
    await setUp(page, console);
    await page.goto("/probes/rules");
    await page.getByLabel(t("probes.rules.value")).fill(server.origin);
    await prove(page, t);
    await page.getByRole("button", { name: t("probes.rules.allow"), exact: true }).click();
    await expect(page.getByRole("rowheader", { name: new URL(server.origin).host })).toBeVisible();
    for (const answer of ["auth", "ok"] as const) {
      isRefusing = answer === "auth";
      await page.goto("/probes");
      await page.getByRole("button", { name: t("probes.start.submit"), exact: true }).click();
      await expect(page.getByText(t("probes.sweep_state.finished"), { exact: true })).toBeVisible();
      await expect(
        page
          .getByRole("table")
          .getByText(t(`probes.status.${answer}`))
          .first(),
      ).toBeVisible();
    }
    await page.goto("/timeline");
    await expect(page.getByRole("rowheader", { name: t("timeline.probe.auth") })).toBeVisible();
    await expect(page.getByRole("rowheader", { name: t("timeline.probe.ok") })).toBeVisible();
    const { drawn, listed } = await counts(page);
    expect(listed).toMatchObject({ refused: 1, works: 1 });
    expect(drawn).toEqual(listed);
    await look(page, "timeline with probes");
  } finally {
    await server.stop();
  }
});

test("a lane of hundreds of ends is drawn with few marks, a page of rows, and every end counted", async ({
  page,
  console,
}) => {
  const nowMs = Date.now();
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, at) => [
      `mistral:k${at}`,
      token("mistral", `m${at}`, nowMs + (at % 300) * DAY_MS + 3_600_000),
    ]),
  );
  const stateDir = console.stateDir("home", { store: store(nowMs, many) });
  await signInAs(page, console, "viewer");
  expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
  await page.goto("/timeline?group=provider");

  const lane = page.locator('[data-lane="Mistral"] [data-mark]');
  expect(await lane.count()).toBeLessThan(40);
  const sum = () =>
    lane.evaluateAll((marks) =>
      marks.reduce((total, mark) => total + Number(mark.getAttribute("data-count")), 0),
    );
  expect(await sum()).toBe(400);
  await expect(page.locator("[data-timeline-row]")).toHaveCount(50);
  await look(page, "timeline with hundreds of ends");

  await lane.nth(3).click();
  await page.waitForURL(/from=\d+/);
  await expect.poll(sum).toBeLessThan(100);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the timeline is drawn, zooms by links, and its marks are links", async ({ page, console }) => {
    const stateDir = console.stateDir("home", { store: store(Date.now()) });
    await signInAs(page, console, "viewer");
    expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", stateDir]).status).toBe(0);
    await page.goto("/timeline");
    await page.getByRole("link", { name: t("timeline.move.closer") }).click();
    await expect(page).toHaveURL(/from=\d+&to=\d+/);
    await expect(page.locator("a[data-mark]").first()).toBeVisible();
  });
});
