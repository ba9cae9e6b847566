import { request as send } from "node:http";
import { type Console, expect, setUp, test } from "./console.ts";
import { serverActions } from "./server-actions.ts";

/** Places on another site, as they are written to get past a look at the first characters. */
const ELSEWHERE = [
  "//evil.example",
  "///evil.example",
  "////evil.example/%2e%2e",
  "/\\evil.example",
  "\\\\evil.example",
  "/%5cevil.example",
  "%2f%2fevil.example",
  "/%2f/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "https://evil.example/",
  "https:evil.example",
  "http://127.0.0.1@evil.example/",
  "http://evil.example#127.0.0.1",
  "http://127.0.0.1.evil.example/",
  "javascript:alert(1)",
  "data:text/html,hello",
  "/..//evil.example",
  "/sign-in/..//evil.example",
];

const NAMES = [
  "next",
  "redirect",
  "returnTo",
  "return_to",
  "callbackURL",
  "callbackUrl",
  "continue",
  "url",
  "dest",
  "rd",
];

test("no address that a request brings along leads to another site", { tag: ["@W12"] }, async ({
  page,
  console,
}) => {
  await setUp(page, console);
  const asked: { what: string; location: string | undefined }[] = [];
  for (const place of ELSEWHERE) {
    const query = new URLSearchParams(NAMES.map((name) => [name, place]));
    for (const path of [
      "/",
      "/sign-in",
      "/setup",
      "/sign-in/oidc",
      "/sign-in/oidc/callback",
      "/sign-in/continue",
      "/two-step",
    ]) {
      asked.push({
        what: `${path} ${place}`,
        location: await locationOf(console, { path: `${path}?${query}` }),
      });
    }
    asked.push({ what: `path ${place}`, location: await locationOf(console, { path: encodedPath(place) }) });
    asked.push({
      what: `sign-out ${place}`,
      location: await locationOf(console, { method: "POST", path: `/sign-out?${query}` }),
    });
    asked.push({ what: `referer ${place}`, location: await afterPreferences(console, place) });
  }
  for (const { what, location } of asked)
    expect(leadsTo(console, location), `${what}: ${location}`).toBe(true);
  expect(asked.filter(({ location }) => location !== undefined).length).toBeGreaterThan(ELSEWHERE.length * 5);
  test.info().annotations.push({ type: "figure", description: `${asked.length} requests` });
});

test("a look at the first character alone would let some of them through", { tag: ["@W12-twin"] }, () => {
  const base = { url: "http://127.0.0.1:3210" };
  const passed = ELSEWHERE.filter((place) => place.startsWith("/") && !leadsTo(base, place));
  expect(passed.length).toBeGreaterThan(4);
});

/** What a browser would make of a `Location`: of no redirect, nothing. */
function leadsTo({ url }: Pick<Console, "url">, location: string | undefined): boolean {
  if (location === undefined) return true;
  return URL.canParse(location, url) && new URL(location, url).origin === url;
}

/** The form for a theme goes back to the page it was on, which the browser tells by the Referer. */
async function afterPreferences(console: Console, place: string): Promise<string | undefined> {
  const action = serverActions().find(({ name }) => name.endsWith("#savePreferencesAction"));
  const boundary = "clawkeep-form";
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = `${field(`$ACTION_ID_${action?.id}`, "")}${field("theme", "dark")}--${boundary}--\r\n`;
  const referer = /^[a-z]+:/.test(place) ? place : `${console.url}${place}`;
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    referer: referer.replaceAll(/[\t\n]/g, ""),
  };
  return locationOf(console, { method: "POST", path: "/sign-in", headers, body });
}

const encodedPath = (place: string) =>
  place.startsWith("/") ? place.replaceAll(/[\t\n]/g, "%09") : `/${place.replaceAll(/\s/g, "")}`;

type Asked = { method?: string; path: string; headers?: Record<string, string>; body?: string };

function locationOf(
  { port, url }: Console,
  { method = "GET", path, headers = {}, body = "" }: Asked,
): Promise<string | undefined> {
  const own = method === "POST" ? { origin: url, "content-length": String(Buffer.byteLength(body)) } : {};
  return new Promise((resolve, reject) => {
    const asked = send(
      { host: "127.0.0.1", port, method, path, headers: { ...own, ...headers } },
      (answer) => {
        answer.resume().once("end", () => resolve(answer.headers.location));
      },
    );
    asked.once("error", reject).end(body);
  });
}
