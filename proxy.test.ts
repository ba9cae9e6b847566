import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { config, proxy } from "./proxy.ts";

const answer = (path = "/") => proxy(new NextRequest(`http://127.0.0.1:3210${path}`));
const policyOf = (response: Response) => response.headers.get("content-security-policy") ?? "";
const nonceOf = (response: Response) => /'nonce-([^']+)'/.exec(policyOf(response))?.[1];

test("every answer has a nonce of its own, of 128 bits", () => {
  const nonces = Array.from({ length: 50 }, () => nonceOf(answer()));
  expect(new Set(nonces).size).toBe(50);
  expect(Buffer.from(nonces[0] ?? "", "base64")).toHaveLength(16);
});

test("Next is told the same policy as the browser", () => {
  const response = answer();
  expect(response.headers.get("x-middleware-request-content-security-policy")).toBe(policyOf(response));
});

test("nothing inline and nothing from elsewhere is allowed", () => {
  const policy = policyOf(answer());
  expect(policy).not.toMatch(/unsafe|https?:|\*|ws:/);
  for (const rule of [
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy).toContain(rule);
  }
});

test("pages are kept by no cache", () => {
  expect(answer("/profiles").headers.get("cache-control")).toContain("no-store");
});

test.each([
  ["/", true],
  ["/profiles/anthropic%3Aops", true],
  ["/apidocs", true],
  ["/api/resolver", false],
  ["/_next/static/chunks/a.js", false],
  ["/icon.svg", false],
])("whether it answers for %s is %s", (path, answered) => {
  const source = config.matcher[0] ?? "";
  expect(new RegExp(`^${source}$`).test(path)).toBe(answered);
});
