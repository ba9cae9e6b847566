import { describe, expect, test } from "vitest";
import { addressProblem, checkOutboundUrl } from "#lib/domain/outbound-rule.ts";

const LOCAL = [{ host: "127.0.0.1", port: 11434 }];

describe("a URL without an allowance", () => {
  test.each([
    ["", "url_invalid"],
    ["api.example.com/v1", "url_invalid"],
    ["https://", "url_invalid"],
    ["https://[fe80::1%25eth0]/", "url_invalid"],
    ["https://exa mple.com/", "url_invalid"],
    ["file:///etc/passwd", "url_scheme"],
    ["unix:/run/docker.sock", "url_scheme"],
    ["http+unix://%2Frun%2Fdocker.sock/", "url_scheme"],
    ["ftp://example.com/", "url_scheme"],
    ["gopher://example.com:6379/", "url_scheme"],
    ["data:text/plain,x", "url_scheme"],
    ["javascript:0", "url_scheme"],
    ["https://user@example.com/", "url_credentials"],
    ["https://:pw@example.com/", "url_credentials"],
    ["https://example.com@127.0.0.1/", "url_credentials"],
    ["http://example.com/", "url_plain_http"],
    ["http://127.0.0.1:11434/", "url_plain_http"],
    ["https://example.com:22/", "url_port"],
    ["https://example.com:25/", "url_port"],
    ["https://example.com:6379/", "url_port"],
    ["https://example.com:80/", "url_port"],
    ["https://example.com:8443/", "url_port"],
  ])("%s is refused as %s", (url, problem) => {
    expect(checkOutboundUrl(url, [])).toEqual({ ok: false, problem });
  });

  test("leads to its host, port and path", () => {
    expect(checkOutboundUrl("https://API.Example.com/v1/models?limit=1#x", [])).toEqual({
      ok: true,
      target: {
        isTls: true,
        hostname: "api.example.com",
        port: 443,
        authority: "api.example.com",
        pathAndQuery: "/v1/models?limit=1",
        isAllowed: false,
      },
    });
  });

  test.each([
    ["https://2130706433/", "127.0.0.1"],
    ["https://0x7f.1/", "127.0.0.1"],
    ["https://0177.0.0.1/", "127.0.0.1"],
    ["https://127.1/", "127.0.0.1"],
    ["https://0/", "0.0.0.0"],
    ["https://１２７.0.0.1/", "127.0.0.1"],
    ["https://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]"],
    ["https://127。0。0。1/", "127.0.0.1"],
  ])("%s is understood as %s", (url, hostname) => {
    expect(checkOutboundUrl(url, [])).toMatchObject({ ok: true, target: { hostname } });
  });
});

describe("an allowance", () => {
  test.each([["http://127.0.0.1:11434/v1"], ["https://127.0.0.1:11434/v1"], ["http://127.1:11434/v1"]])(
    "lets %s pass",
    (url) => {
      expect(checkOutboundUrl(url, LOCAL)).toMatchObject({ ok: true, target: { isAllowed: true } });
    },
  );

  test.each([
    ["http://127.0.0.1:11435/", "url_plain_http"],
    ["http://127.0.0.2:11434/", "url_plain_http"],
    ["http://127.0.0.1.evil.com:11434/", "url_plain_http"],
    ["http://127.0.0.1/", "url_plain_http"],
    ["http://u@127.0.0.1:11434/", "url_credentials"],
  ])("does not let %s pass", (url, problem) => {
    expect(checkOutboundUrl(url, LOCAL)).toEqual({ ok: false, problem });
  });

  test.each(["127.0.0.1/x", "x@127.0.0.1", "127.0.0.1:80", "127.0.0.1?", "127.0.0.1#", "", "a b"])(
    "whose host is %j opens nothing",
    (host) => {
      const url = "http://127.0.0.1:11434/";
      const checked = checkOutboundUrl(url, [{ host, port: 11434 }]);
      expect(checked).toEqual({ ok: false, problem: "url_plain_http" });
    },
  );

  test("is for one spelling or another of the same host", () => {
    const url = "http://Ollama.lan:11434/";
    expect(checkOutboundUrl(url, [{ host: "OLLAMA.lan", port: 11434 }])).toMatchObject({ ok: true });
  });
});

describe("the address of", () => {
  const stranger = { hostname: "api.example.com", isAllowed: false };
  const named = { hostname: "ollama.lan", isAllowed: true };
  const literal = { hostname: "169.254.1.1", isAllowed: true };

  test.each([
    ["public", null, null, null],
    ["loopback", "address_not_public", null, null],
    ["private", "address_not_public", null, null],
    ["shared", "address_not_public", null, null],
    ["link_local", "address_not_public", "address_not_public", null],
    ["embedded", "address_not_public", "address_not_public", null],
    ["reserved", "address_not_public", "address_not_public", null],
    ["metadata", "address_metadata", "address_metadata", "address_metadata"],
    ["unspecified", "address_not_public", "address_not_public", "address_not_public"],
    ["multicast", "address_not_public", "address_not_public", "address_not_public"],
    ["invalid", "address_not_public", "address_not_public", "address_not_public"],
  ] as const)("kind %s: a stranger %s, an allowed name %s, an allowed address %s", (kind, ...problems) => {
    expect([stranger, named, literal].map((target) => addressProblem(kind, target))).toEqual(problems);
  });
});
