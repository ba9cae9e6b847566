import { request as send } from "node:http";
import { type Console, expect, test } from "./console.ts";

type Headers = Record<string, string>;

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("the server answers to its own host names only", { tag: ["@W14"] }, async ({ console }) => {
  expect(await answerTo(console, { headers: { host: `127.0.0.1:${console.port}` } })).toBe(307);
  expect(await answerTo(console, { headers: { host: `localhost:${console.port}` } })).toBe(307);
  expect(await answerTo(console, { headers: { host: `rebound.example:${console.port}` } })).toBe(421);
  expect(await answerTo(console, { headers: { host: "127.0.0.1" } })).toBe(421);
});

test("a request that could change something must come from one of the console's own pages", {
  tag: ["@W01"],
}, async ({ console }) => {
  const post = (headers: Headers) =>
    answerTo(console, { method: "POST", path: "/setup", headers, body: "code=x" });
  expect(await post(FORM)).toBe(403);
  expect(await post({ ...FORM, origin: "https://evil.example" })).toBe(403);
  expect(await post({ ...FORM, origin: "null" })).toBe(403);
  expect(await post({ ...FORM, origin: console.url, "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await post({ ...FORM, origin: console.url, "sec-fetch-site": "same-site" })).toBe(403);
  expect(await post({ ...FORM, origin: console.url, "sec-fetch-site": "same-origin" })).toBeLessThan(400);
});

test("a body without a length or too large is not read", { tag: ["@I05"] }, async ({ console }) => {
  const headers = { ...FORM, origin: console.url };
  const path = "/setup";
  const chunked = { ...headers, "transfer-encoding": "chunked" };
  const large = { ...headers, "content-length": String(1024 * 1024 + 1) };
  expect(await answerTo(console, { method: "POST", path, headers: chunked, body: "code=x" })).toBe(411);
  expect(await answerTo(console, { method: "POST", path, headers: large })).toBe(413);
});

test("the resolver's door is shut to browsers and to wrong tokens, and says nothing of what there is", async ({
  console,
}) => {
  const ask = (headers: Headers) => {
    const body = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids: ["anthropic:default"] });
    const all = { "content-type": "application/json", ...headers };
    return answerTo(console, { method: "POST", path: "/api/resolver", headers: all, body });
  };
  const authorization = `Bearer ckr_${"A".repeat(48)}`;
  expect(await ask({ authorization, origin: console.url })).toBe(403);
  expect(await ask({ authorization, "sec-fetch-site": "none" })).toBe(403);
  expect(await ask({ authorization })).toBe(401);
  expect(await ask({})).toBe(401);
});

type Request = { method?: string; path?: string; headers: Headers; body?: string };

/** The status of the answer to a request that no browser would send like this. */
function answerTo(console: Console, { method = "GET", path = "/", headers, body }: Request): Promise<number> {
  const length =
    body && !headers["transfer-encoding"] ? { "content-length": String(Buffer.byteLength(body)) } : {};
  const options = { host: "127.0.0.1", port: console.port, method, path, headers: { ...length, ...headers } };
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
      request.destroy();
    });
    request.once("error", reject);
    // A body that was announced and never comes: the server has to answer without it.
    if (body === undefined && headers["content-length"]) request.flushHeaders();
    else request.end(body);
  });
}
