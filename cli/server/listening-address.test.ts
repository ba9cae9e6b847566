import { describe, expect, test } from "vitest";
import { UsageError } from "#cli/command.ts";
import { listeningAddress } from "#cli/server/listening-address.ts";

const TLS = { certFile: "/c.pem", keyFile: "/k.pem" };
const LOCAL = { host: "127.0.0.1", port: 3210 };

test("a console listens on loopback and answers under each of its names", () => {
  const { url, origins } = listeningAddress({ consoleUrl: null, tls: null }, LOCAL);
  expect(url).toBe("http://127.0.0.1:3210");
  expect([...origins]).toEqual(["http://127.0.0.1:3210", "http://localhost:3210", "http://[::1]:3210"]);
});

test("with a certificate all of its names are https", () => {
  const { url, origins } = listeningAddress({ consoleUrl: null, tls: TLS }, { host: "::", port: 443 });
  expect(url).toBe("https://[::]:443");
  expect([...origins].every((origin) => origin.startsWith("https://"))).toBe(true);
});

test("behind a proxy it answers to the proxy's address as well", () => {
  const { url, origins } = listeningAddress({ consoleUrl: "https://keep.example.org/", tls: null }, LOCAL);
  expect(url).toBe("https://keep.example.org/");
  expect(origins).toContain("https://keep.example.org");
});

describe("plain HTTP is refused where other hosts can listen", () => {
  test.each([
    ["every address of the machine", null, "0.0.0.0"],
    ["every address, in IPv6", null, "::"],
    ["an address of the network", null, "192.168.1.7"],
    ["a name that only begins like loopback", "http://127.evil.example:3210", "127.0.0.1"],
    ["a name of the network", "http://keep.example.org", "127.0.0.1"],
    ["loopback as people see it, but listening everywhere", "http://localhost:3210", "0.0.0.0"],
  ])("on %s", (_what, consoleUrl, host) => {
    expect(() => listeningAddress({ consoleUrl, tls: null }, { host, port: 3210 })).toThrow(
      expect.objectContaining({ code: "plain_http_elsewhere" }),
    );
  });

  test.each(["localhost", "127.0.0.1", "127.0.0.53", "::1"])("and not on %s", (host) => {
    expect(() => listeningAddress({ consoleUrl: null, tls: null }, { host, port: 3210 })).not.toThrow();
  });

  test("nor where a proxy speaks TLS before it", () => {
    const config = { consoleUrl: "https://keep.example.org", tls: null };
    expect(() => listeningAddress(config, { host: "0.0.0.0", port: 3210 })).not.toThrow();
  });
});

test.each(["keep.example.org", "ftp://keep.example.org", "https://"])("%s is no address", (consoleUrl) => {
  expect(() => listeningAddress({ consoleUrl, tls: null }, LOCAL)).toThrow(UsageError);
});
