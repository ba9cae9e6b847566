import { expect, test } from "vitest";
import { readConfig } from "#lib/config.ts";
import { outboundProxy } from "#lib/operations/outbound-proxy.ts";

test("the proxy is what CLAWKEEP_PROXY says, and no variable that other programs look at", () => {
  const others = {
    HTTPS_PROXY: "http://a.test:1",
    https_proxy: "http://b.test:2",
    ALL_PROXY: "http://c.test:3",
  };
  expect(outboundProxy(readConfig({ HOME: "/home/none", ...others }))).toBeNull();
  const config = readConfig({ HOME: "/home/none", ...others, CLAWKEEP_PROXY: "http://proxy.example:3128" });
  expect(outboundProxy(config)).toMatchObject({ host: "proxy.example", port: 3128 });
});

test("a mistake in it is refused without being repeated, instead of opening a direct way", () => {
  const config = readConfig({ HOME: "/home/none", CLAWKEEP_PROXY: "htp://team:canary-password@proxy" });
  expect(() => outboundProxy(config)).toThrow(
    expect.objectContaining({ code: "proxy_invalid", params: {}, message: "proxy_invalid" }),
  );
});
