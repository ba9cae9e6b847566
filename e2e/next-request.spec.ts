import { ACTIONS } from "./action-matrix.ts";
import { cookieOf } from "./callers.ts";
import { type Console, expect, setUp, test } from "./console.ts";
import { PASSWORD } from "./secrets.ts";
import { callAction, type Fields, serverActions } from "./server-actions.ts";

const EMAIL = "admin@example.test";

/** The headers of the admin's browser, with the cookie it has by now. */
type Own = { origin: string; cookie: string };

/** What an admin has in hand, each good for one way in. */
type InHand = { cookie: string; token: string; calendar: string };

/** What each way in answers someone, as a status or in a word. */
type Answers = Record<"page" | "action" | "live" | "route" | "token" | "calendar", number | string>;

const ALL: Answers = { page: 200, action: "answered", live: 200, route: 200, token: 200, calendar: 200 };
const OUT: Answers = {
  page: "/sign-in",
  action: "/sign-in",
  live: 401,
  route: 401,
  token: 401,
  calendar: 404,
};
const SIGNED_OUT: Answers = { ...OUT, token: 200, calendar: 200 };

/** What may happen to a person while they work, and what is left of their ways in. */
const DEEDS: { what: string; words: string[]; left: Answers }[] = [
  {
    what: "made a viewer",
    words: ["user", "set-role", EMAIL, "--role", "viewer"],
    left: { ...ALL, action: "forbidden", route: 403, token: 401 },
  },
  { what: "disabled", words: ["user", "disable", EMAIL], left: OUT },
  { what: "removed", words: ["user", "remove", EMAIL], left: OUT },
  { what: "signed out everywhere", words: ["user", "revoke-sessions", EMAIL], left: SIGNED_OUT },
  { what: "given another password", words: ["user", "set-password", "--email", EMAIL], left: SIGNED_OUT },
];

for (const { what, words, left } of DEEDS) {
  test(`someone who is ${what} meets it at the very next request, whichever way they come`, {
    tag: ["@W04"],
  }, async ({ page, console, browser }) => {
    await setUp(page, console);
    const own = { origin: console.url, cookie: await cookieOf(browser, console, "admin", EMAIL) };
    const token = await made(console, own, "#createApiTokenAction", /cka_[\w-]{48}/);
    const calendar = await made(console, own, "#createCalendarLinkAction", /ckc_[\w-]{48}/);
    const inHand = { cookie: own.cookie, token, calendar };
    expect(await waysIn(console, inHand)).toEqual(ALL);
    expect(console.cli(words, "another horse battery staple")).toMatchObject({ status: 0, stderr: "" });
    expect(await waysIn(console, inHand)).toEqual(left);
  });
}

async function waysIn(console: Console, { cookie, token, calendar }: InHand): Promise<Answers> {
  const ask = async (address: string, headers: Record<string, string>, method = "GET") => {
    const answer = await fetch(`${console.url}${address}`, { method, headers, redirect: "manual" });
    const leadsTo = answer.headers.get("location");
    return leadsTo === null ? answer.status : new URL(leadsTo, console.url).pathname;
  };
  const own = { cookie, origin: console.url };
  const { code, redirect } = await call(console, "#testChannelAction", own);
  return {
    page: await ask("/profiles", { cookie }),
    action: code === "forbidden" ? code : (redirect ?? "answered"),
    live: await ask("/api/live", { cookie }),
    route: await ask("/audit/checkpoint", own, "POST"),
    token: await ask("/api/metrics", { authorization: `Bearer ${token}` }),
    calendar: await ask(`/api/calendar/${calendar}.ics`, {}),
  };
}

async function made(console: Console, own: Own, ending: string, shape: RegExp): Promise<string> {
  const scopes: Fields =
    ending === "#createApiTokenAction" ? { scopes: "metrics:read", password: PASSWORD } : {};
  const [found = ""] = shape.exec((await call(console, ending, own, scopes)).text) ?? [];
  expect(found).not.toBe("");
  return found;
}

async function call(console: Console, ending: string, headers: Own, more: Fields = {}) {
  const action = serverActions().find(({ name }) => name.endsWith(ending));
  if (!action) throw new Error(`There is no action ${ending}.`);
  const fields = { ...ACTIONS[action.name]?.fields, ...more };
  return callAction(console, action, { fields, headers });
}
