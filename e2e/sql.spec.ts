import path from "node:path";
import { loadDriver } from "#db/driver.ts";
import { ACTIONS } from "./action-matrix.ts";
import { everyone } from "./callers.ts";
import { type Console, expect, setUp, test } from "./console.ts";
import { callAction, type Fields, pageRoutes, type ServerAction, serverActions } from "./server-actions.ts";

/** What ends a text in a query that was put together from texts, and goes on with a query of its own. */
const PAYLOADS = [
  `'`,
  `"`,
  `' OR '1'='1' --`,
  `'; DROP TABLE user; --`,
  `" OR ""="`,
  `x') UNION SELECT password FROM account --`,
  `1); DELETE FROM session; --`,
  `\\'; UPDATE user SET role='owner'; --`,
];
const [QUOTE = "", , TRUE = "", DROP = ""] = PAYLOADS;

const PARAMETERS = ["q", "gateway", "provider", "agent", "kind", "page", "after", "sort", "state", "event"];

test.describe.configure({ timeout: 300_000 });

test("no text that a stranger sends is taken for a query", async ({ page, console }) => {
  await setUp(page, console);
  const before = tableSizes(console);
  const wrong: string[] = [];
  const note = (what: string, status: number, wanted: number[]) =>
    wanted.includes(status) ? undefined : wrong.push(`${what}: ${status}`);

  for (const payload of PAYLOADS) {
    const typed = encodeURIComponent(payload);
    const bearer = { authorization: `Bearer ${payload}` };
    note("token", (await ask(console, "/api/check", bearer)).status, [401]);
    note("calendar", (await ask(console, `/api/calendar/${typed}.ics`)).status, [404]);
    note("invitation", (await ask(console, `/invite/${typed}`)).status, [200, 400, 404]);
    note("backup", (await ask(console, `/settings/backups/file/${typed}`)).status, [401]);
    note(
      "provider",
      (await ask(console, `/sign-in/oidc/callback?state=${typed}&code=${typed}`)).status,
      [307],
    );
    note("session", (await ask(console, "/api/live", { cookie: sessionCookie(typed) })).status, [401]);
    const resolver = { method: "POST", body: JSON.stringify({ ids: [payload] }) };
    note("resolver", (await ask(console, "/api/resolver", bearer, resolver)).status, [401]);
    const opened = await callByName(console, "#signInAction", {
      email: `a${typed}@x.test`,
      password: payload,
    });
    if (opened.redirect !== null || opened.status >= 500) wrong.push(`sign-in: ${opened.status}`);
  }
  expect(wrong).toEqual([]);
  const after = tableSizes(console);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const name of ["user", "session", "account", "api_tokens", "gateways", "credentials"])
    expect({ name, rows: after[name] }).toEqual({ name, rows: before[name] });
});

test("nor is any text that an owner sends, to any action or page", async ({ page, console, browser }) => {
  await setUp(page, console);
  const owner = (await everyone(browser, console)).find(({ role }) => role === "owner");
  if (!owner) throw new Error("There is no owner.");
  const headers = { origin: console.url, cookie: owner.cookie };
  const before = tableSizes(console);
  const wrong: string[] = [];

  for (const action of serverActions()) wrong.push(...(await failuresOfAction(console, action, headers)));
  for (const [file, route] of pageRoutes())
    if (/^\/\(console\)\/(.*\/)?page$/.test(file))
      wrong.push(...(await failuresOfPage(console, route, headers)));
  expect(wrong).toEqual([]);
  const after = tableSizes(console);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(after.user).toBe(before.user);
  expect(console.cli(["audit", "verify"]).status).toBe(0);
});

/** Each field of an action with each payload in turn, beside what is good in the others. */
async function failuresOfAction(
  console: Console,
  action: ServerAction,
  headers: Record<string, string>,
): Promise<string[]> {
  const row = ACTIONS[action.name];
  const names = Object.keys(row?.fields ?? {}).filter((name) => !/password|code/i.test(name));
  const failures: string[] = [];
  for (const field of names) {
    for (const payload of [QUOTE, TRUE, DROP]) {
      const fields = { ...row?.fields, [field]: payload };
      const { status } = await callAction(console, action, { ...row, fields, headers });
      if (status >= 500) failures.push(`${action.name}, ${field}: ${status}`);
    }
  }
  return failures;
}

async function failuresOfPage(
  console: Console,
  route: string,
  headers: Record<string, string>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const payload of [QUOTE, DROP]) {
    const query = new URLSearchParams(PARAMETERS.map((name) => [name, payload]));
    const address = `${route.replaceAll(/\[[^\]]+\]/g, encodeURIComponent(payload))}?${query}`;
    const { status } = await ask(console, address, headers);
    if (status >= 500) failures.push(`${route}: ${status}`);
  }
  return failures;
}

const ask = (
  console: Console,
  address: string,
  headers: Record<string, string> = {},
  more: RequestInit = {},
) => fetch(`${console.url}${address}`, { ...more, headers, redirect: "manual" });

const sessionCookie = (value: string) => `clawkeep.session_token=${value}`;

async function callByName(console: Console, ending: string, fields: Fields) {
  const action = serverActions().find(({ name }) => name.endsWith(ending));
  if (!action) throw new Error(`There is no action ${ending}.`);
  return callAction(console, action, { fields, headers: { origin: console.url } });
}

/** How many rows each table has. */
function tableSizes(console: Console): Record<string, number> {
  const db = new (loadDriver())(path.join(console.home, ".local/share/clawkeep/clawkeep.sqlite"), {
    readonly: true,
  });
  try {
    const names = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all();
    const sizeOf = (name: string) =>
      db.prepare<[], { rows: number }>(`SELECT count(*) AS rows FROM "${name}"`).get()?.rows ?? -1;
    return Object.fromEntries(names.map(({ name }) => [name, sizeOf(name)]));
  } finally {
    db.close();
  }
}
