import { describe, expect, test } from "vitest";
import { cleanHeaders, guardRequest } from "#cli/server/request-guard.ts";

const ORIGINS = new Set([
  "http://127.0.0.1:3210",
  "http://localhost:3210",
  "http://[::1]:3210",
  "https://keep.example.test",
]);
const HOST = "127.0.0.1:3210";
const OWN = "http://127.0.0.1:3210";

function verdict(method: string, headers: Record<string, string>, url = "/profiles", hosts = [headers.host]) {
  const headersDistinct = { host: hosts.filter((host) => host !== undefined) };
  const answer = guardRequest({ method, url, headers, headersDistinct }, ORIGINS);
  return answer.ok ? "ok" : `${answer.status} ${answer.key}`;
}

/** Names that another site can make point to this machine. */
const REBOUND = [
  "rebound.example.test:3210",
  "127.0.0.1.evil.example:3210",
  "169.254.169.254",
  "0.0.0.0:3210",
];

/** Those of them at which a page that was loaded from there may change something here. */
function letIn(isOk: (headers: Record<string, string>) => boolean): string[] {
  return REBOUND.filter((host) => isOk({ host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }));
}

describe("reading", () => {
  test("with two hosts is refused, whichever of them is ours", { tags: ["W17"] }, () => {
    expect(verdict("GET", { host: HOST }, "/", [HOST, "evil.example"])).toBe("421 unknown_host");
    expect(verdict("GET", { host: HOST }, "/", [HOST, HOST])).toBe("421 unknown_host");
  });

  test.each([
    [HOST, "ok"],
    ["LOCALHOST:3210", "ok"],
    ["[::1]:3210", "ok"],
    ["keep.example.test", "ok"],
    ["127.0.0.1", "421 unknown_host"],
    ["127.0.0.1:80", "421 unknown_host"],
    ["rebound.example.test:3210", "421 unknown_host"],
    ["", "421 unknown_host"],
  ])("at host %j is %s", (host, expected) => {
    expect(verdict("GET", { host })).toBe(expected);
    expect(verdict("HEAD", { host, "sec-fetch-site": "cross-site" })).toBe(expected);
  });

  test("at the name of another site is refused, whatever it says of itself", { tags: ["W14"] }, () => {
    expect(letIn((headers) => verdict("POST", headers) === "ok")).toEqual([]);
  });

  test("is let in at any name by a look at whether origin and host agree", { tags: ["W14-twin"] }, () => {
    expect(letIn(({ host, origin }) => origin === `http://${host}`)).toEqual(REBOUND);
  });

  test("without a host is refused", () => {
    expect(verdict("GET", {})).toBe("421 unknown_host");
  });
});

test.each(["*", "", "http://127.0.0.1:3210/profiles"])(
  "a request for %j, which is no path, is refused",
  (url) => {
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
      expect(verdict(method, { host: HOST, origin: OWN }, url)).toBe("400 no_path");
    }
  },
);

test("what does not decode is handed on in a form that does", () => {
  const headers = { host: HOST, origin: OWN };
  for (const method of ["GET", "POST"]) {
    const answer = guardRequest(
      { method, url: "/profiles/%zz?q=%zz", headers, headersDistinct: { host: [HOST] } },
      ORIGINS,
    );
    expect(answer).toEqual({ ok: true, target: "/profiles/%25zz?q=%zz" });
  }
});

describe("changing", () => {
  test.each([
    [{ origin: OWN }, "ok"],
    [{ origin: OWN, "sec-fetch-site": "same-origin" }, "ok"],
    [{ origin: OWN, "content-length": "1048576" }, "ok"],
    [{ origin: OWN, "content-length": "1048577" }, "413 body_too_large"],
    [{ origin: OWN, "content-length": "many" }, "413 body_too_large"],
    [{ origin: OWN, "transfer-encoding": "chunked" }, "411 length_required"],
    [{}, "403 foreign_origin"],
    [{ origin: "null" }, "403 foreign_origin"],
    [{ origin: "http://evil.example.test" }, "403 foreign_origin"],
    [{ origin: "https://127.0.0.1:3210" }, "403 foreign_origin"],
    [{ origin: OWN, "sec-fetch-site": "cross-site" }, "403 foreign_origin"],
    [{ origin: OWN, "sec-fetch-site": "same-site" }, "403 foreign_origin"],
    [{ origin: OWN, "sec-fetch-site": "none" }, "403 foreign_origin"],
  ])("with %j is %s", (headers, expected) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      expect(verdict(method, { host: HOST, ...headers })).toBe(expected);
    }
  });

  test("is refused at a foreign host even from our own origin", { tags: ["W14"] }, () => {
    expect(verdict("POST", { host: "evil.example.test", origin: OWN })).toBe("421 unknown_host");
  });
});

describe("a route for machines", () => {
  test.each([
    ["/api/check", {}, "ok"],
    ["/api/metrics?x=1", {}, "ok"],
    ["/api/calendar/ckc_FAKE.ics", {}, "ok"],
    ["/api/check", { origin: OWN }, "403 foreign_origin"],
    ["/api/calendar/", {}, "403 foreign_origin"],
    ["/api/calendar/a/b", {}, "403 foreign_origin"],
    ["/api/metrics/x", {}, "403 foreign_origin"],
    ["/api/resolver", {}, "ok"],
    ["/api/resolver?x=1", {}, "ok"],
    ["/api/resolver", { origin: OWN }, "403 foreign_origin"],
    ["/api/resolver", { "sec-fetch-site": "same-origin" }, "403 foreign_origin"],
    ["/api/resolver", { "content-length": "2000000" }, "413 body_too_large"],
    ["/api/vault", {}, "ok"],
    ["/api/vault", { origin: OWN }, "403 foreign_origin"],
    ["/api/vault/x", {}, "403 foreign_origin"],
    ["/api/resolverx", {}, "403 foreign_origin"],
    ["/api/resolver/x", {}, "403 foreign_origin"],
    ["/x?/api/resolver", {}, "403 foreign_origin"],
    ["//", {}, "403 foreign_origin"],
    ["//x/api/resolver", {}, "403 foreign_origin"],
    ["http://x/api/resolver", {}, "400 no_path"],
    ["/%61pi/resolver", {}, "403 foreign_origin"],
    ["/api/auth/sign-in", {}, "403 foreign_origin"],
  ])("%s with %j is %s", (url, headers, expected) => {
    expect(verdict("POST", { host: HOST, ...headers }, url)).toBe(expected);
  });
});

test("what a client claims about itself is dropped and its address noted", { tags: ["W06"] }, () => {
  const headers = {
    host: HOST,
    cookie: "kept",
    "x-clawkeep-peer": "127.0.0.1",
    "x-clawkeep-proxy-user": "owner@example.test",
    "x-auth-email": "owner@example.test",
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-host": "evil.example.test",
    forwarded: "for=10.0.0.1",
    "x-middleware-subrequest": "middleware",
    "x-nonce": "known",
  };
  cleanHeaders(headers, { address: "192.0.2.7", user: null }, "x-auth-email");
  expect(headers).toEqual({ host: HOST, cookie: "kept", "x-clawkeep-peer": "192.0.2.7" });
});
