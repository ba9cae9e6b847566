import { expect } from "./console.ts";
import type { Run } from "./leaks-walk.ts";
import { recordKept, recordRequest } from "./traffic.ts";

/** Editors of order overrides that are opened: they are alike, and show no more than the profiles' own pages. */
const ORDERS = 3;

/** What programs on the network send that no page of the console would. */
export async function strangers({ console, canaries, evidence }: Run): Promise<void> {
  const ask = (address: string, headers: object, body: string) =>
    recordRequest(`${console.url}${address}`, { headers, body }, evidence);
  const bearer = canaries.make("bearer of a stranger", { middle: "-" });
  const json = { "content-type": "application/json" };
  const oddId = JSON.stringify({ ids: [canaries.make("secret as an id")] });
  expect((await ask("/api/resolver", { ...json, authorization: `Bearer ${bearer}` }, oddId)).status).toBe(
    401,
  );
  const notJson = `{"ids": ["${canaries.make("secret in no JSON", { middle: "-" })}`;
  expect((await ask("/api/resolver", json, notJson)).status).toBe(401);

  const form = { "content-type": "application/x-www-form-urlencoded" };
  const own = { ...form, origin: console.url };
  const body = (name: string) => new URLSearchParams({ password: canaries.make(name) }).toString();
  expect((await ask("/sign-in", form, body("password from another site"))).status).toBe(403);
  const noAction = { ...own, "next-action": "0".repeat(42) };
  expect((await ask("/sign-in", noAction, body("password for no action"))).status).toBeGreaterThan(399);
  await ask("/sign-in", own, body("password in a form without an action"));
}

/** Every page there is, and everything the terminal lists, after all of it happened. */
export async function lookEverywhere({ page, evidence, cli }: Run): Promise<void> {
  const seen = new Set<string>();
  let orders = 0;
  const open = [
    "/",
    "/profiles",
    "/gateways",
    "/order",
    "/audit",
    "/timeline",
    "/alerts",
    "/probes",
    "/keys",
    "/doctor",
    "/settings",
    "/settings/security",
    "/settings/sign-in",
    "/settings/vault",
    "/settings/backups",
    "/team",
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { pathname } = new URL(next, page.url());
    if (seen.has(pathname) || (pathname.startsWith("/order/") && ++orders > ORDERS)) continue;
    seen.add(pathname);
    await page.goto(next);
    await recordKept(page, evidence, { secretFields: true });
    // The attribute, because a link in a drawing is no text by itself.
    const links = page.locator("main a[href^='/']");
    open.push(...(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "/"))));
  }
  expect(seen.size).toBeGreaterThan(20);

  const commands = [
    "audit list --json",
    "gateway list --json",
    "models auth list --gateway whole",
    "vault status",
    "alerts list --json",
    "alerts channels --json",
    "alerts deliveries --json",
  ];
  for (const command of commands) expect(cli(command.split(" ")).stdout).not.toBe("");
  expect(cli(["gateway", "show", "whole"]).status).toBe(0);
  const order = ["models", "auth", "order", "get", "--provider", "openai", "--gateway", "whole"];
  expect(cli([...order, "--json"]).status).toBe(0);
}
