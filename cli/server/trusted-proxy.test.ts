import { describe, expect, test } from "vitest";
import { proxyWord, type TrustedProxy, trustedProxy } from "#cli/server/trusted-proxy.ts";
import { readConfig } from "#lib/config.ts";

const HEADER = "x-auth-email";
const ADA = "ada@example.test";

function setUp(addresses: string, header = "X-Auth-Email"): TrustedProxy | null {
  const env = { HOME: "/nowhere", CLAWKEEP_TRUSTED_PROXY: addresses, CLAWKEEP_TRUSTED_PROXY_HEADER: header };
  return trustedProxy(readConfig(env));
}

const wordOf = (
  peer: string,
  headers: Record<string, string[]>,
  proxy = setUp("10.0.0.5, 192.0.2.0/28 2001:db8::/64"),
) => proxyWord({ socket: { remoteAddress: peer }, headersDistinct: headers }, proxy);

describe("the settings", () => {
  test("are off by themselves", () => {
    expect(trustedProxy(readConfig({ HOME: "/nowhere" }))).toBeNull();
  });

  test.each([
    ["10.0.0.5", ""],
    ["", "X-Auth-Email"],
    ["proxy.example.test", "X-Auth-Email"],
    ["localhost", "X-Auth-Email"],
    ["10.0.0.5/33", "X-Auth-Email"],
    ["10.0.0.0/0", "X-Auth-Email"],
    ["::/0", "X-Auth-Email"],
    ["10.0.0.5/", "X-Auth-Email"],
    ["10.0.0.5/8/8", "X-Auth-Email"],
    ["10.0.0.5", "Cookie"],
    ["10.0.0.5", "X-Forwarded-For"],
    ["10.0.0.5", "X-Clawkeep-Proxy-User"],
    ["10.0.0.5", "X Auth"],
  ])("are refused as %j with %j", (addresses, header) => {
    expect(() => setUp(addresses, header)).toThrow(
      expect.objectContaining({ code: "trusted_proxy_invalid" }),
    );
  });
});

describe("a request", () => {
  test.each([["10.0.0.5"], ["::ffff:10.0.0.5"], ["192.0.2.14"], ["2001:db8::7"]])(
    "through the proxy at %s is whose the proxy says, from where it says",
    (peer) => {
      const headers = { [HEADER]: [` ${ADA} `], "x-forwarded-for": ["198.51.100.9, 203.0.113.4"] };
      expect(wordOf(peer, headers)).toEqual({ address: "203.0.113.4", user: ADA });
    },
  );

  test.each([["127.0.0.1"], ["::1"], ["10.0.0.6"], ["192.0.2.16"], ["unknown"]])(
    "from %s is nobody's, whatever it claims",
    { tags: ["W06"] },
    (peer) => {
      const headers = { [HEADER]: [ADA], "x-forwarded-for": ["198.51.100.9"] };
      expect(wordOf(peer, headers)).toEqual({ address: peer, user: null });
      expect(wordOf(peer, headers, null)).toEqual({ address: peer, user: null });
    },
  );

  test("that names two people is nobody's, and so is one that names none", () => {
    expect(wordOf("10.0.0.5", { [HEADER]: [ADA, "bob@example.test"] }).user).toBeNull();
    expect(wordOf("10.0.0.5", { [HEADER]: ["  "] }).user).toBeNull();
    expect(wordOf("10.0.0.5", { [HEADER]: ["a".repeat(255)] }).user).toBeNull();
    expect(wordOf("10.0.0.5", {}).user).toBeNull();
  });

  test("through several trusted proxies comes from before the first of them", { tags: ["W06"] }, () => {
    const through = (chain: string[]) => wordOf("10.0.0.5", { "x-forwarded-for": chain }).address;
    expect(through(["198.51.100.9, 192.0.2.1", "192.0.2.2"])).toBe("198.51.100.9");
    expect(through(["203.0.113.66, 198.51.100.9"])).toBe("198.51.100.9");
    expect(through(["not an address"])).toBe("10.0.0.5");
    expect(through(["192.0.2.1"])).toBe("10.0.0.5");
  });
});
