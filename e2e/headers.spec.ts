import { readdirSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { BrowserContext } from "@playwright/test";
import { expect, setUp, test } from "./console.ts";

const CHUNKS = path.resolve(import.meta.dirname, "../.next/static/chunks");

/** What is on every answer, by OWASP ASVS 5.0, 3.4. */
const ALWAYS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
};

test("every kind of answer has the headers that protect it, and what is behind sign-in is kept by no cache", {
  tag: ["@W10"],
}, async ({ page, console }) => {
  await setUp(page, console);
  const script = readdirSync(CHUNKS).find((name) => name.endsWith(".js"));
  const own = { origin: console.url, "content-type": "application/x-www-form-urlencoded" };
  const { request } = page;
  const answers = {
    page: await request.get("/profiles"),
    "part of a page": await request.get("/profiles", { headers: { rsc: "1" } }),
    "page before sign-in": await request.get("/sign-in", { headers: { cookie: "" } }),
    redirect: await request.get("/profiles", { headers: { cookie: "" }, maxRedirects: 0 }),
    "unknown page": await request.get("/nothing-here"),
    "unknown route": await request.get("/api/nothing-here"),
    "refused route": await request.get("/api/check"),
    "wrong method": await request.get("/api/resolver"),
    file: await request.get(`/_next/static/chunks/${script}`),
    "unknown file": await request.get("/_next/static/chunks/nothing-here.js"),
    icon: await request.get("/icon.svg"),
    "refused host": await request.get("/", { headers: { host: "rebound.example" } }),
    "refused origin": await request.post("/settings", {
      headers: { ...own, origin: "https://evil.example" },
    }),
    "unknown action": await request.post("/settings", { headers: { ...own, "next-action": "0".repeat(42) } }),
  };
  for (const [kind, answer] of Object.entries(answers)) {
    expect(unprotected(answer.headers()), kind).toEqual([]);
  }
  const { page: whole, "part of a page": part, "refused route": refused, redirect } = answers;
  for (const answer of [whole, part, refused, redirect]) {
    expect(answer.headers()["cache-control"]).toContain("no-store");
  }
  expect(answers.file.headers()["cache-control"]).toContain("immutable");
});

test("a framework's own answers have none of them", { tag: ["@W10-twin", "@W11-twin"] }, async ({
  context,
}) => {
  const bare = await serving((_request, response) => {
    response.setHeader("x-powered-by", "Next.js").setHeader("content-type", "text/html").end("<p>shown");
  });
  const address = `http://127.0.0.1:${bare.port}/profiles`;
  const headers = Object.fromEntries((await fetch(address)).headers);
  expect(unprotected(headers)).toEqual([...Object.keys(ALWAYS), "content-security-policy", "x-powered-by"]);
  expect(await framed(context, address)).toBe(address);
  bare.stop();
});

test("a page of another site cannot show the console in a frame", { tag: ["@W11"] }, async ({
  page,
  console,
}) => {
  await setUp(page, console);
  expect(await framed(page.context(), `${console.url}/profiles`)).toBe("chrome-error://chromewebdata/");
});

const NEVER = ["x-powered-by", "server", "strict-transport-security", "access-control-allow-origin"];

/** Headers that are missing or wrong, and those that should not be there. */
function unprotected(headers: Record<string, string>): string[] {
  const policy = headers["content-security-policy"] ?? "";
  const isStrict = policy.includes("frame-ancestors 'none'") && !/unsafe-inline|unsafe-eval/.test(policy);
  return [
    ...Object.entries(ALWAYS).flatMap(([name, value]) => (headers[name] === value ? [] : [name])),
    ...(isStrict ? [] : ["content-security-policy"]),
    ...NEVER.filter((name) => name in headers),
  ];
}

/**
 * What a frame shows in which a page of another site asked for an address. That page is of this machine too: a browser lets
 * none from further away ask for anything here, framed or not.
 */
async function framed(context: BrowserContext, address: string): Promise<string | undefined> {
  const evil = await serving((_request, response) => {
    response.setHeader("content-type", "text/html").end(`<iframe src="${address}"></iframe>`);
  });
  const page = await context.newPage();
  const asked = page.waitForRequest(address);
  await page.goto(`http://localhost:${evil.port}/`);
  await asked;
  await page.waitForLoadState("networkidle");
  const [, inner] = page.frames();
  evil.stop();
  return inner?.url();
}

/** A server on loopback, under every name that it has. */
async function serving(listener: RequestListener): Promise<{ port: number; stop(): void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => void server.close().closeAllConnections() };
}
