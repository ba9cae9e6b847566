import { describe, expect, test } from "vitest";
import {
  configSecretRef,
  refDefaultsOf,
  secretProvider,
  secretProvidersOf,
} from "#lib/openclaw/secret-providers.ts";
import { fits } from "#lib/openclaw/shape.ts";

describe("a secret provider", () => {
  test.each([
    { source: "env" },
    { source: "env", allowlist: ["OPENAI_API_KEY"] },
    { source: "file", path: "~/secrets.json", mode: "singleValue", timeoutMs: 1, maxBytes: 20_971_520 },
    {
      source: "exec",
      command: "/opt/my tool/resolver",
      args: ["x".repeat(1024)],
      trustedDirs: ["/opt"],
      env: { A: "b" },
    },
    { source: "exec", command: "C:\\tools\\resolver.exe", passEnv: ["PATH"], allowInsecurePath: true },
  ])("is accepted as OpenClaw accepts it: %j", (provider) => {
    expect(fits(provider, secretProvider)).toBe(true);
  });

  test.each([
    { source: "vault" },
    { source: "env", allowlist: ["lower"] },
    { source: "env", allowlist: Array.from({ length: 257 }, () => "A") },
    { source: "file" },
    { source: "file", path: "" },
    { source: "file", path: "/x", mode: "yaml" },
    { source: "file", path: "/x", allowInsecurePath: true },
    { source: "file", path: "/x", maxBytes: 20_971_521 },
    { source: "exec", command: "resolver" },
    { source: "exec", command: "~/resolver" },
    { source: "exec", command: "/opt/x; rm" },
    { source: "exec", command: "/opt/$(x)" },
    { source: "exec", command: "/opt/x\n" + "y" },
    { source: "exec", command: '/opt/"x"' },
    { source: "exec", command: " " },
    { source: "exec", command: "/x", args: Array.from({ length: 129 }, () => "a") },
    { source: "exec", command: "/x", timeoutMs: 0 },
    { source: "exec", command: "/x", timeoutMs: 1.5 },
    { source: "exec", command: "/x", trustedDirs: ["relative"] },
    { source: "exec", command: "/x", passEnv: ["lower"] },
  ])("is refused as OpenClaw refuses it: %j", (provider) => {
    expect(fits(provider, secretProvider)).toBe(false);
  });
});

test("the well-formed providers are kept, whatever they are called", () => {
  const providers = {
    good: { source: "env" },
    "Odd Name": { source: "env" },
    constructor: { source: "env" },
    bad: 7,
  };
  expect([...secretProvidersOf({ providers }).keys()]).toEqual(["good", "Odd Name", "constructor"]);
  for (const none of [undefined, null, 7, [], {}, { providers: [] }])
    expect(secretProvidersOf(none).size).toBe(0);
});

test("a reference without a provider means the configured alias, else default", () => {
  expect(refDefaultsOf({ defaults: { env: " mine ", file: 7 } })).toEqual({
    env: "mine",
    file: "default",
    exec: "default",
  });
  for (const none of [undefined, null, "x", {}, { defaults: null }])
    expect(refDefaultsOf(none).exec).toBe("default");
});

describe("a reference in the config", () => {
  test.each([
    ["env", "OPENAI_API_KEY", true],
    ["env", "lower", false],
    ["file", "value", true],
    ["file", "/a/~0b/~1c", true],
    ["file", "/a/~2", false],
    ["file", "a", false],
    ["file", `/${"x".repeat(2000)}`, true],
    ["exec", "vault/openai:work", true],
    ["exec", "a/../b", false],
    ["exec", "a b", false],
  ])("of source %s may be called %s: %s", (source, id, accepted) => {
    expect(fits({ source, provider: "p", id }, configSecretRef)).toBe(accepted);
  });

  test("needs all three members and no more", () => {
    expect(fits({ source: "env", id: "A" }, configSecretRef)).toBe(false);
    expect(fits({ source: "env", provider: "P", id: "A" }, configSecretRef)).toBe(false);
    expect(fits({ source: "env", provider: "p", id: "A", x: 1 }, configSecretRef)).toBe(false);
  });
});
