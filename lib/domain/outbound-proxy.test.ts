import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOutboundProxy } from "#lib/domain/outbound-proxy.ts";

describe("a proxy's address", () => {
  test.each([
    ["http://proxy.example:3128", { isTls: false, host: "proxy.example", port: 3128, login: null }],
    ["http://proxy.example", { isTls: false, host: "proxy.example", port: 80, login: null }],
    ["https://10.0.0.7/", { isTls: true, host: "10.0.0.7", port: 443, login: null }],
    ["http://[fd00::1]:8080", { isTls: false, host: "fd00::1", port: 8080, login: null }],
  ])("%s is read", (text, proxy) => {
    expect(readOutboundProxy(text)).toEqual({ ok: true, proxy });
  });

  test("may have a login, whose characters are encoded and which does not print", () => {
    const read = readOutboundProxy("http://team%40work:p%3Aa%2Fss@proxy.example:3128");
    expect(read.ok && read.proxy.login?.reveal()).toBe("dGVhbUB3b3JrOnA6YS9zcw==");
    expect(JSON.stringify(read)).not.toContain("dGVhb");
  });

  test.each([
    ["nothing", ""],
    ["a host alone", "proxy.example:3128"],
    ["another scheme", "socks5://proxy.example:1080"],
    ["a path", "http://proxy.example:3128/pac"],
    ["a question", "http://proxy.example:3128/?x=1"],
    ["a login that cannot be decoded", "http://a:%zz@proxy.example:3128"],
    ["a line break in its login", "http://a:b%0D%0AX-Evil:1@proxy.example:3128"],
  ])("with %s is refused", (_what, text) => {
    expect(readOutboundProxy(text)).toEqual({ ok: false });
  });

  test("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void readOutboundProxy(text)));
    fc.assert(fc.property(fc.webUrl({ withQueryParameters: true }), (text) => void readOutboundProxy(text)));
  });
});
