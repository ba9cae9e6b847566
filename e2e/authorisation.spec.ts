import { ACTIONS, type Caller } from "./action-matrix.ts";
import { credentialsOf, everyone, type Someone } from "./callers.ts";
import { type Console, expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import {
  type ActionAnswer,
  callAction,
  pageRoutes,
  type ServerAction,
  serverActions,
} from "./server-actions.ts";

test.describe.configure({ timeout: 300_000 });

test("every action of the build is in the matrix, and the matrix names no other", { tag: "@W02" }, () => {
  const names = serverActions().map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(ACTIONS).sort());
});

test("every action answers those who may call it, and refuses everyone else", { tag: "@W02" }, async ({
  page,
  console,
  browser,
}) => {
  await setUp(page, console);
  const callers = await everyone(browser, console);
  const actions = serverActions();
  const wrong: string[] = [];
  for (const action of actions) {
    for (const caller of callers) {
      const [found, wanted] = [await answerOf(console, action, caller), wantedFor(action, caller)];
      if (found !== wanted) wrong.push(`${action.name}, ${caller.who}: ${found} instead of ${wanted}`);
    }
  }
  const description = `${actions.length} actions, ${callers.length} callers each`;
  test.info().annotations.push({ type: "figure", description });
  expect(wrong).toEqual([]);
});

test("a matrix that lets a viewer do what an operator may is not that of the build", {
  tag: "@W02-twin",
}, async ({ page, console, browser }) => {
  await setUp(page, console);
  const viewer = (await everyone(browser, console)).find(({ role }) => role === "viewer");
  const publish = serverActions().find(({ name }) => name.endsWith("#publishAction"));
  if (!viewer || !publish) throw new Error("There is no viewer, or nothing to publish with.");
  expect(await answerOf(console, publish, viewer)).not.toBe(
    wantedFor(publish, { ...viewer, role: "operator" }),
  );
});

/** What a browser and a scanner may add to the request for a page. */
const WAYS: Record<string, string>[] = [
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "x-middleware-prefetch": "1" },
];

test("every page of the build sends strangers to sign in, whichever way they ask for it", {
  tag: ["@W02", "@W15"],
}, async ({ page, console, browser }) => {
  await setUp(page, console);
  const strangers = (await everyone(browser, console)).filter(({ role }) => role === null);
  const pages = [...pageRoutes()].filter(([file]) => /^\/\(console\)\/(.*\/)?page$/.test(file));
  const shown: string[] = [];
  for (const [, route] of pages) {
    for (const stranger of strangers) {
      for (const way of WAYS) {
        const address = `${console.url}${route.replaceAll(/\[[^\]]+\]/g, "none")}`;
        const isSent = await sendsToSignIn(address, { ...credentialsOf(stranger), ...way });
        if (!isSent) shown.push(`${route}, ${stranger.who}, ${JSON.stringify(way)}`);
      }
    }
  }
  test.info().annotations.push({ type: "figure", description: `${pages.length} pages` });
  expect(shown).toEqual([]);
});

/** What each route that is no page says to someone without a session or a token of its own. */
const ROUTES: Record<string, number> = {
  "/api/check": 401,
  "/api/live": 401,
  "/api/metrics": 401,
  "/api/resolver": 405,
  "/api/gateway/join": 405,
  "/api/gateway/sync": 405,
  "/api/vault": 405,
  "/api/calendar/[file]": 404,
  "/audit/checkpoint": 405,
  "/audit/export": 405,
  "/sign-out": 405,
  "/settings/backups/file/[token]": 401,
  "/sign-in/oidc": 307,
  "/sign-in/proxy": 307,
  "/sign-in/oidc/callback": 307,
  "/icon.svg": 200,
  "/favicon.ico": 200,
};

test("every other route of the build has its own answer for strangers", { tag: "@W02" }, async ({
  page,
  console,
  browser,
}) => {
  await setUp(page, console);
  const routes = [...pageRoutes()].filter(([file]) => file.endsWith("/route")).map(([, route]) => route);
  expect(routes.sort()).toEqual(Object.keys(ROUTES).sort());
  const strangers = (await everyone(browser, console)).filter(({ role }) => role === null);
  for (const stranger of strangers) {
    for (const [route, status] of Object.entries(ROUTES)) {
      const answer = await fetch(`${console.url}${route.replace("[file]", "none.ics")}`, {
        headers: credentialsOf(stranger),
        redirect: "manual",
      });
      const { who } = stranger;
      expect({ route, who, status: answer.status }).toEqual({ route, who, status });
    }
  }
});

test("the audit log leaves the console with admins and owners only", { tag: "@W02" }, async ({
  page,
  console,
  browser,
}) => {
  await setUp(page, console);
  for (const caller of await everyone(browser, console)) {
    const { who, role } = caller;
    const status = role === null ? 401 : role === "admin" || role === "owner" ? 200 : 403;
    for (const route of ["/audit/export", "/audit/checkpoint"]) {
      const headers = { ...credentialsOf(caller), origin: console.url };
      const body = new URLSearchParams({ format: "jsonl" });
      const answer = await fetch(`${console.url}${route}`, { method: "POST", headers, body });
      expect({ route, who, status: answer.status }).toEqual({ route, who, status });
    }
  }
});

async function answerOf(console: Console, action: ServerAction, caller: Someone): Promise<string> {
  const { from, ...input } = rowOf(action);
  const headers = { ...credentialsOf(caller), origin: console.url };
  const answer = await callAction(console, action, { ...input, headers });
  caller.cookie = headers.cookie;
  return verdictOf(answer, from);
}

function wantedFor(action: ServerAction, { role }: Someone): string {
  const { from } = rowOf(action);
  if (from === "visitor") return "answered";
  if (role === null) return "signed out";
  return RANK.indexOf(role) >= RANK.indexOf(from) ? "answered" : "forbidden";
}

const RANK: readonly Caller[] = ["visitor", "viewer", "operator", "admin", "owner"];

function rowOf({ name }: ServerAction) {
  const row = ACTIONS[name];
  if (!row) throw new Error(`${name} is not in the matrix of who may call what.`);
  return row;
}

/**
 * `invalid` means that the matrix has input which does not get as far as the question who may. Where no role is asked for,
 * being told what is wrong with the input is an answer.
 */
function verdictOf({ status, redirect, outcome, code }: ActionAnswer, from: Caller): string {
  if (code === "forbidden") return "forbidden";
  if (outcome === "invalid") return from === "visitor" || from === "viewer" ? "answered" : "invalid";
  if (redirect === "/sign-in" && outcome === null) return "signed out";
  return status < 500 ? "answered" : `status ${status}`;
}

/** Follows Next's own detour for parts of pages, which leads to the same page once more. */
async function sendsToSignIn(address: string, headers: Record<string, string>): Promise<boolean> {
  const answer = await fetch(address, { headers, redirect: "manual" });
  const location = answer.headers.get("location");
  const leadsTo = location === null ? null : new URL(location, address);
  if (leadsTo?.pathname === new URL(address).pathname) return sendsToSignIn(leadsTo.href, headers);
  const text = await answer.text();
  if (leadsTo?.pathname === "/sign-in" || /NEXT_REDIRECT;\w+;\/sign-in;/.test(text)) return true;
  // What is asked for ahead of time is the shape of a page, without a word of it.
  const isAhead = "next-router-prefetch" in headers || "x-middleware-prefetch" in headers;
  return isAhead && !text.includes(labelsOf("en")("nav.gateways"));
}
