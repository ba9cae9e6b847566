import path from "node:path";
import type { Browser } from "@playwright/test";
import { loadDriver } from "#db/driver.ts";
import type { Caller } from "./action-matrix.ts";
import { type Console, expect, signIn } from "./console.ts";
import { PASSWORD } from "./secrets.ts";

export const ROLES = ["viewer", "operator", "admin", "owner"] as const;

/** Someone who calls the console: with a session of this role, or with a session or an API token that is none. */
export type Someone = {
  who: string;
  role: Exclude<Caller, "visitor"> | null;
  cookie: string;
  authorization?: string;
};

/** What their requests bring. */
export const credentialsOf = ({
  cookie,
  authorization,
}: Someone): Record<string, string> & { cookie: string } => ({
  cookie,
  ...(authorization && { authorization }),
});

/** One person of each role, and those who are nobody, or not any more. */
export async function everyone(browser: Browser, console: Console): Promise<Someone[]> {
  const signedIn: Someone[] = [];
  for (const role of ROLES) {
    signedIn.push({ who: role, role, cookie: await cookieOf(browser, console, role) });
  }
  const signedOut = await cookieOf(browser, console, "operator");
  const out = {
    method: "POST",
    headers: { origin: console.url, cookie: signedOut },
    redirect: "manual",
  } as const;
  expect((await fetch(`${console.url}/sign-out`, out)).status).toBe(303);
  const [name] = signedOut.split("=");
  const nobodies = {
    "nobody at all": "",
    "someone who signed out": signedOut,
    "someone whose session is over": await expiredCookie(browser, console),
    "someone whose account is disabled": await disabledCookie(browser, console),
    "someone with a made-up session": `${name}=${"a".repeat(32)}.${"b".repeat(44)}`,
  };
  const machine = {
    who: "someone whose token is revoked",
    role: null,
    cookie: "",
    authorization: revokedToken(console),
  };
  const strangers = Object.entries(nobodies).map(([who, cookie]) => ({ who, role: null, cookie }));
  return [...signedIn, ...strangers, machine];
}

function revokedToken(console: Console): string {
  const scopes = ["--scope", "check:read", "--scope", "metrics:read"];
  const made = console.cli(["token", "create", "--expires-in", "1d", ...scopes]);
  const [token = ""] = /\bcka_\S+/.exec(made.stdout) ?? [];
  const { tokens }: { tokens: { id: string; state: string }[] } = JSON.parse(
    console.cli(["token", "list", "--json"]).stdout,
  );
  const live = tokens.filter(({ state }) => state !== "revoked");
  expect(console.cli(["token", "revoke", live[0]?.id ?? ""])).toMatchObject({ status: 0, stderr: "" });
  return `Bearer ${token}`;
}

async function expiredCookie(browser: Browser, console: Console): Promise<string> {
  const email = "late@example.test";
  const cookie = await cookieOf(browser, console, "owner", email);
  const db = new (loadDriver())(path.join(console.home, ".local/share/clawkeep/clawkeep.sqlite"));
  const ended = db
    .prepare("UPDATE session SET expires_at_ms = 1 WHERE user_id = (SELECT id FROM user WHERE email = ?)")
    .run(email);
  db.close();
  expect(ended.changes).toBe(1);
  return cookie;
}

async function disabledCookie(browser: Browser, console: Console): Promise<string> {
  const email = "gone@example.test";
  const cookie = await cookieOf(browser, console, "owner", email);
  expect(console.cli(["user", "disable", email]).status).toBe(0);
  return cookie;
}

/** The session of a person who signs in, made in the terminal if there is none of that address. */
export async function cookieOf(
  browser: Browser,
  console: Console,
  role: string,
  email = `${role}@example.test`,
): Promise<string> {
  console.cli(["user", "create", "--email", email, "--role", role], PASSWORD);
  const context = await browser.newContext({ baseURL: console.url });
  const page = await context.newPage();
  await signIn(page, email, PASSWORD);
  await page.waitForURL((url) => url.pathname === "/");
  const cookies = await context.cookies();
  await context.close();
  const session = cookies.find(({ name }) => name.includes("session"));
  if (!session) throw new Error(`${email} has no session.`);
  return `${session.name}=${session.value}`;
}
