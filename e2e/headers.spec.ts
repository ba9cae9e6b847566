import { readdirSync } from "node:fs";
import path from "node:path";
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
    const headers = answer.headers();
    expect({ kind, ...headers }).toMatchObject({ kind, ...ALWAYS });
    expect(headers["content-security-policy"], kind).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"], kind).not.toMatch(/unsafe-inline|unsafe-eval/);
    expect(headers, kind).not.toHaveProperty("x-powered-by");
    expect(headers, kind).not.toHaveProperty("server");
    expect(headers, kind).not.toHaveProperty("strict-transport-security");
    expect(headers["access-control-allow-origin"], kind).toBeUndefined();
  }
  const { page: whole, "part of a page": part, "refused route": refused, redirect } = answers;
  for (const answer of [whole, part, refused, redirect]) {
    expect(answer.headers()["cache-control"]).toContain("no-store");
  }
  expect(answers.file.headers()["cache-control"]).toContain("immutable");
});

test("a page of another site cannot show the console in a frame", { tag: ["@W11"] }, async ({
  page,
  console,
}) => {
  await setUp(page, console);
  const evil = await page.context().newPage();
  await evil.route("http://evil.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${console.url}/profiles"></iframe>` }),
  );
  const asked = evil.waitForRequest(`${console.url}/profiles`);
  await evil.goto("http://evil.test/");
  await asked;
  await evil.waitForLoadState("networkidle");
  expect(evil.frames().map((frame) => frame.url())).toEqual([
    "http://evil.test/",
    "chrome-error://chromewebdata/",
  ]);
});
