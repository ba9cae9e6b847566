import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { loadDriver } from "#db/driver.ts";
import { mountSmallDisk, whyNoMounts } from "#lib/testing/mounts.ts";
import { ACTIONS } from "./action-matrix.ts";
import { type Console, expect, OWNER, setUp, signIn, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { callAction, pageRoutes, type ServerAction, serverActions } from "./server-actions.ts";
import { look } from "./watch.ts";

const DISK_KIB = 4096;
const t = labelsOf("en");
const noMounts = whyNoMounts();

test.describe("a full disk", () => {
  test.skip(noMounts !== null, noMounts ?? "");
  let data = "";
  let unmount = () => {};
  test.use({
    serving: {
      env: () => {
        data = mkdtempSync(path.join(os.tmpdir(), "clawkeep-disk-"));
        unmount = mountSmallDisk(data, DISK_KIB);
        return { CLAWKEEP_DATA_DIR: data };
      },
      url: ({ port }) => `http://127.0.0.1:${port}`,
    },
  });
  test.afterEach(() => {
    unmount();
    rmdirSync(data);
  });

  test("is said to whoever changes something, pages are shown all the while, and room is all it takes", {
    tag: "@F04",
  }, async ({ page, console, browser }) => {
    await setUp(page, console);
    console.cli(["gateway", "add", "--name", "home", "--state-dir", console.stateDir("home", {})]);
    const file = path.join(data, "clawkeep.sqlite");
    emptyLog(file);
    fill(path.join(data, "ballast"));

    await pasteApiKey(page);
    await expect(page.getByText(t("errors.disk_full"))).toBeVisible();
    await look(page, "disk-full");
    for (const address of ["/", "/profiles", "/gateways", "/audit", "/settings"]) {
      expect((await page.goto(address))?.status(), address).toBe(200);
    }
    const refused = console.cli(["models", "auth", "paste-api-key", "--provider", "openai"], FAKE.apiKey);
    expect(refused).toEqual({ status: 1, stdout: "", stderr: `${t("errors.disk_full")}\n` });
    expect(console.cli(["profile", "list"]).stdout).not.toContain("openai:default");

    const context = await browser.newContext({ baseURL: console.url });
    const stranger = await context.newPage();
    await signIn(stranger, OWNER.email, OWNER.password);
    await expect(stranger.getByRole("main").getByRole("alert")).toHaveText(t("errors.disk_full"));

    rmSync(path.join(data, "ballast"));
    await signIn(stranger, OWNER.email, OWNER.password);
    await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(t("home.title"));
    await context.close();
    await pasteApiKey(page);
    await expect(page.getByText(t("profile.notice.sealed"))).toBeVisible();
    expect(console.output()).not.toMatch(/^\s+at /m);
  });
});

test("a page whose part of the database is damaged says so and what to do, and the others are shown", {
  tag: "@F08",
}, async ({ page, console, browser }) => {
  await setUp(page, console);
  console.cli(["gateway", "add", "--name", "home", "--state-dir", console.stateDir("home", {})]);
  await page.goto("about:blank");
  damage(console, "audit_log");
  const cookies = await page.context().cookies();
  // Not the watched page: a failed page is an error on the browser's console.
  const context = await browser.newContext({ baseURL: console.url });
  await context.addCookies(cookies);
  const other = await context.newPage();
  await other.goto("/audit");
  await expect(other.getByText(t("errors.database_damaged"))).toBeVisible();
  await look(other, "database-damaged");
  expect((await other.goto("/gateways"))?.status()).toBe(200);
  await context.close();
});

test("an error that nobody expected is one general sentence in every action and route, and ends nothing", {
  tag: "@F16",
}, async ({ page, console }) => {
  await setUp(page, console);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { origin: console.url, cookie };
  const scopes = ["--scope", "check:read", "--scope", "metrics:read"];
  const { stdout: made } = console.cli(["token", "create", "--expires-in", "1d", ...scopes]);
  const bearer = { authorization: `Bearer ${/\bcka_\S+/.exec(made)?.[0]}` };
  const isLeaving = ({ name }: ServerAction) => /#(?:signOut|leave)Action$/.test(name);
  const actions = serverActions().filter((action) => !isLeaving(action));
  const before = console.output().length;
  await page.goto("about:blank");
  hideTables(console, true);

  const answers: { of: string; status: number; text: string }[] = [];
  for (const action of actions) {
    const { from: _from, ...input } = ACTIONS[action.name] ?? { fields: {} };
    answers.push({ of: action.name, ...(await callAction(console, action, { ...input, headers })) });
  }
  for (const route of pageRoutes().values()) {
    const address = `${console.url}${route.replaceAll(/\[[^\]]+\]/g, "none")}`;
    const isMachine = /^\/api\/(check|metrics|resolver)$/.test(route);
    const method = POSTED.has(route) ? "POST" : "GET";
    const sent = isMachine ? bearer : headers;
    const answer = await fetch(address, { method, headers: sent, redirect: "manual" });
    answers.push({ of: route, status: answer.status, text: await answer.text() });
  }
  hideTables(console, false);

  const failed = answers.filter(({ status }) => status >= 500);
  expect(telling(answers)).toEqual([]);
  for (const { of, text } of failed.filter(({ of }) => MACHINES.has(of)))
    expect(JSON.parse(text).error.code, of).toBe("internal");
  expect(failed.map(({ of }) => of)).toEqual(expect.arrayContaining([...MACHINES, ...POSTED]));
  expect(failed.length).toBeGreaterThan(answers.length * 0.7);
  // What each was is said in the terminal, to whoever runs the console, and that is what the answers were searched for.
  expect(console.output().slice(before)).toMatch(INTERNAL);
  expect((await page.goto("/gateways"))?.status()).toBe(200);
  expect(() => process.kill(console.pid, 0)).not.toThrow();
  const description = `${answers.length} actions and routes, ${failed.length} of them failed, 0 told anything internal`;
  test.info().annotations.push({ type: "figure", description });
});

test("an answer that holds the error itself tells what is inside", { tag: "@F16-twin" }, () => {
  const db = new (loadDriver())(":memory:");
  const careless = () => {
    try {
      return db.prepare("SELECT id FROM profiles").all();
    } catch (error) {
      return error as Error;
    }
  };
  const { message = "", stack = "" } = careless() as Error;
  db.close();
  const answers = [message, stack, t("errors.internal")].map((text, n) => ({ of: `${n}`, text }));
  expect(telling(answers)).toEqual(["0", "1"]);
});

/** Which answers say what only a program's insides have. */
function telling(answers: readonly { of: string; text: string }[]): string[] {
  return answers.filter(({ text }) => INTERNAL.test(text)).map(({ of }) => of);
}

/** Routes that answer machines, and those that take what is posted. */
const MACHINES = new Set(["/api/check", "/api/live", "/api/metrics"]);
const POSTED = new Set(["/api/resolver", "/audit/export", "/audit/checkpoint"]);

/** What only a program's insides have. */
const INTERNAL = /sqlite|no such table|hidden_|node_modules|\bat \S+ \(|\/tmp\/|SELECT .* FROM/i;

/** What signing in and asking who is there need. */
const KEPT = /^(user|session|account|verification|settings|schema_migrations|sqlite_.*)$/;

/** Takes every other table away under the running server, or gives them back. */
function hideTables({ home }: Pick<Console, "home">, isHidden: boolean): void {
  const db = new (loadDriver())(path.join(home, ".local/share/clawkeep/clawkeep.sqlite"));
  db.function("fold_case", (text) => text);
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  for (const name of names.filter((each) => !KEPT.test(each))) {
    const other = isHidden ? `hidden_${name}` : name.replace(/^hidden_/, "");
    db.exec(`ALTER TABLE "${name}" RENAME TO "${other}"`);
  }
  db.close();
}

async function pasteApiKey(page: Page): Promise<void> {
  await page.goto("/profiles/new?kind=api-key");
  const provider = page.getByRole("combobox", { name: t("profile_form.provider") });
  await provider.fill("openai");
  await provider.press("Tab");
  await page.getByRole("textbox", { name: t("profile_form.api_key"), exact: true }).fill(FAKE.apiKey);
  await page.getByRole("button", { name: t("profile_form.seal") }).click();
}

/** Brings everything into the database and gives the log's room back, so that the next change needs some. */
function emptyLog(file: string): void {
  const db = new (loadDriver())(file);
  expect(db.pragma("wal_checkpoint(TRUNCATE)")).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
  db.close();
}

function fill(file: string): void {
  for (let pages = DISK_KIB / 4; pages > 0; pages = Math.floor(pages / 2)) {
    try {
      while (pages > 0) writeFileSync(file, Buffer.alloc(pages * 4096), { flag: "a" });
    } catch {
      // As many as were left have been written.
    }
  }
}

/** Overwrites every page of a table while the server runs, as a failing disk does. */
function damage(console: Pick<Console, "home">, table: string): void {
  const file = path.join(console.home, ".local/share/clawkeep/clawkeep.sqlite");
  emptyLog(file);
  const db = new (loadDriver())(file);
  const root = db.prepare("SELECT rootpage FROM sqlite_master WHERE name = ?").pluck().get(table) as number;
  const size = db.pragma("page_size", { simple: true }) as number;
  db.close();
  const opened = openSync(file, "r+");
  writeSync(opened, Buffer.alloc(size, 0xff), 0, size, (root - 1) * size);
  closeSync(opened);
}
