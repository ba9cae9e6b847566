import { describe, expect, test } from "vitest";
import { readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import { inlineTemplateRef, parseAuthStore } from "#lib/openclaw/store-json.ts";

/** The text of a profile's inline secret; undefined without one. */
const revealed = (profile: StoredProfile | undefined) => profile && readableInline(profile)?.reveal();

const REF_DEFAULTS = { env: "default", file: "files", exec: "default" };
const SECRET = "sk-PLANTED-secret-0123456789abcdef";
const TOKEN = `sk-ant-oat01-PLANTED-${"A".repeat(60)}`;

const STORE = JSON.stringify(
  {
    version: 1,
    profiles: {
      "openai:work": { type: "api_key", provider: "openai", key: SECRET, email: "me@example.test" },
      "anthropic:ops": { type: "token", provider: "anthropic", token: TOKEN, expires: 1_772_409_600_000 },
    },
    order: { anthropic: ["anthropic:ops"] },
    lastGood: { openai: "openai:work" },
    usageStats: { "openai:work": { lastUsed: 5, cooldownUntil: 7, failureCounts: { rate_limit: 2 } } },
  },
  null,
  2,
);

describe("a well-formed store", () => {
  const reading = read(STORE);

  test("gives its profiles with secrets that do not print", () => {
    const work = reading.store.profiles.get("openai:work");
    expect(revealed(work)).toBe(SECRET);
    expect(work).toMatchObject({ type: "api_key", provider: "openai", email: "me@example.test", ref: null });
    expect(JSON.stringify([...reading.store.profiles])).not.toContain("PLANTED");
    expect(reading.store.profiles.get("anthropic:ops")?.expires).toEqual({
      kind: "at",
      atMs: 1_772_409_600_000,
    });
  });

  test("gives order, last good profiles and usage", () => {
    expect(reading.store.order).toEqual(new Map([["anthropic", ["anthropic:ops"]]]));
    expect(reading.store.lastGood).toEqual(new Map([["openai", "openai:work"]]));
    expect(reading.store.usageStats.get("openai:work")).toEqual({
      lastUsed: 5,
      cooldownUntil: 7,
      failureCounts: { rate_limit: 2 },
    });
    expect(reading).toMatchObject({ version: 1, unknownTopLevel: [], findings: [] });
  });
});

describe("a malformed store", () => {
  const cut = Array.from({ length: 50 }, (_, part) => STORE.slice(0, Math.floor((STORE.length * part) / 50)));
  const cases: [string, string][] = [
    ...cut.map((text, part): [string, string] => [`cut at ${part}/50`, text]),
    ["with a byte order mark", `\uFEFF${STORE}`],
    ["in UTF-16 with a mark", Buffer.from(`\uFEFF${STORE}`, "utf16le").toString("utf8")],
    ["in UTF-16 without a mark", Buffer.from(STORE, "utf16le").toString("utf8")],
    ["with a trailing comma", STORE.replace(/\}\s*$/, ",}")],
    ["with NaN", STORE.replace("1772409600000", "NaN")],
    ["with a number of leading zeros", STORE.replace("1772409600000", "0017")],
    ["with a comment", `// ${SECRET}\n${STORE}`],
    ["with single quotes", STORE.replaceAll('"', "'")],
    ["that is the bare secret", SECRET],
    ["that is the secret as JSON text", JSON.stringify(SECRET)],
    ["that is an empty array", "[]"],
    ["that is null", "null"],
    ["that is a number", "1e400"],
    ["written twice", STORE + STORE],
    ["with a raw line break in a secret", STORE.replace(SECRET, `${SECRET}\n`)],
    ["with a bad escape in a secret", STORE.replace(SECRET, `${SECRET}\\x`)],
    ["nested 300 deep", `{"profiles": ${"[".repeat(300)}${"]".repeat(300)}}`],
    ["that is an empty object", "{}"],
    ["whose profiles are null", '{"version": 1, "profiles": null}'],
    ["whose profiles are text", JSON.stringify({ profiles: SECRET })],
    ["that is a flat legacy map", JSON.stringify({ openai: { type: "api_key", key: SECRET } })],
  ];

  test.each(cases)("%s is refused with a place and without its content", (_, text) => {
    const parsed = parseAuthStore(text, REF_DEFAULTS, "/state/auth-profiles.json");
    if (parsed.ok) throw new Error("It was accepted.");
    expect(parsed.finding).toMatchObject({ severity: "error", file: "/state/auth-profiles.json" });
    expect(JSON.stringify(parsed.finding)).not.toContain("PLANTED");
    expect(JSON.stringify(parsed.finding)).not.toContain(SECRET.slice(0, 4));
    const placed = parsed.finding.line !== null || parsed.finding.code === "store_without_profiles";
    expect(placed).toBe(true);
  });

  test("names the line and column at which it breaks", () => {
    const parsed = parseAuthStore('{\n  "profiles": {\n    "a": {"key": "x",}\n', REF_DEFAULTS);
    expect(parsed).toMatchObject({
      ok: false,
      finding: { code: "json_syntax", line: 3, column: 22, params: { reason: "trailing_comma" } },
    });
  });

  test("with CRLF line ends is not malformed", () => {
    expect(parseAuthStore(STORE.replaceAll("\n", "\r\n"), REF_DEFAULTS).ok).toBe(true);
  });
});

describe("OpenClaw's leniency", () => {
  test("takes mode for an absent type and apiKey for an absent key, and says so", () => {
    const { store, findings } = readProfiles({
      "openai:a": { mode: "api_key", provider: "openai", apiKey: SECRET },
    });
    expect(revealed(store.profiles.get("openai:a"))).toBe(SECRET);
    expect(findings.map(({ code, params }) => [code, params.written])).toEqual([
      ["store_entry_respelled", "mode"],
      ["store_entry_respelled", "apiKey"],
    ]);
  });

  test("does not do so when the right name is there with a wrong value", () => {
    const { store } = readProfiles({
      "a:1": { type: null, mode: "api_key", provider: "a", key: SECRET },
      "a:2": { type: "api_key", provider: "a", key: "", apiKey: SECRET },
    });
    expect(store.ignored).toEqual([{ profileId: "a:1", reason: "invalid_type" }]);
    expect(store.profiles.get("a:2")?.inline).toBeNull();
  });

  test.each([
    [7, "non_object"],
    [null, "non_object"],
    ["text", "non_object"],
    [[], "invalid_type"],
    [{ provider: "a" }, "invalid_type"],
    [{ type: "password", provider: "a" }, "invalid_type"],
    [{ type: "api_key" }, "missing_provider"],
    [{ type: "api_key", provider: "  " }, "missing_provider"],
    [{ type: "api_key", provider: 7 }, "missing_provider"],
  ])("ignores the entry %j as %s", (entry, reason) => {
    const { store, findings } = readProfiles({ "x:y": entry });
    expect(store.profiles.size).toBe(0);
    expect(store.ignored).toEqual([{ profileId: "x:y", reason }]);
    expect(findings[0]).toMatchObject({
      code: "store_entry_ignored",
      line: 1,
      params: { profileId: "x:y", reason },
    });
  });

  test("reads an array of profiles under the ids 0, 1 and so on", () => {
    const { store, findings } = read(`{"profiles": [{"type": "api_key", "provider": "a", "key": "k"}]}`);
    expect([...store.profiles.keys()]).toEqual(["0"]);
    expect(findings.map(({ code }) => code)).toEqual(["store_profiles_array"]);
  });

  test.each([
    [undefined, { kind: "absent" }],
    [null, { kind: "invalid" }],
    [0, { kind: "invalid" }],
    [-1, { kind: "invalid" }],
    ["1772409600000", { kind: "invalid" }],
    [1.5, { kind: "at", atMs: 1.5 }],
    [1_772_409_600_000, { kind: "at", atMs: 1_772_409_600_000 }],
  ])("takes expires %j for %j", (expires, expected) => {
    const { store } = readProfiles({ "a:1": { type: "token", provider: "a", token: TOKEN, expires } });
    expect(store.profiles.get("a:1")?.expires).toEqual(expected);
  });

  test("takes an expiry beyond every number for invalid", () => {
    const { store } = read('{"profiles": {"a:1": {"type": "token", "provider": "a", "expires": 1e400}}}');
    expect(store.profiles.get("a:1")?.expires).toEqual({ kind: "invalid" });
  });

  test("cleans orders: blanks trimmed, other things dropped, duplicates kept, empty ones gone", () => {
    const order = { a: ["  a:1 ", "", 7, null, "a:1"], b: "b:1", c: [], d: [" ", 1] };
    const { store, findings } = read(JSON.stringify({ profiles: {}, order }));
    expect(store.order).toEqual(new Map([["a", ["a:1", "a:1"]]]));
    expect(findings.map(({ code, params }) => `${code} ${params.provider}`)).toEqual([
      "store_order_cleaned a",
      "store_order_ignored b",
      "store_order_ignored c",
      "store_order_ignored d",
    ]);
  });

  test("coerces the version and drops unknown top-level keys only when writing", () => {
    expect(read('{"version": "1", "profiles": {}}').version).toBe(1);
    expect(read('{"profiles": {}}').version).toBe(1);
    expect(read('{"version": {"toString": 1}, "profiles": {}}').version).toBeNull();
    const future = read('{"version": 2, "profiles": {}, "note": 1}');
    expect(future).toMatchObject({ version: 2, unknownTopLevel: ["note"] });
    expect(future.findings.map(({ code }) => code)).toEqual(["store_version_unknown", "store_unknown_key"]);
  });

  test("passes over statistics of another type than OpenClaw writes", () => {
    const usageStats = {
      "a:1": { lastUsed: "5", errorCount: 2, disabledReason: 7, failureCounts: [1] },
      "a:2": 7,
    };
    const { store } = read(JSON.stringify({ profiles: {}, usageStats }));
    expect(store.usageStats).toEqual(new Map([["a:1", { errorCount: 2 }]]));
  });
});

describe("references", () => {
  const ref = (keyRef: unknown) => {
    const { store, findings, refLabels } = readProfiles({
      "a:1": { type: "api_key", provider: "a", keyRef },
    });
    const code = findings[0]?.code ?? null;
    return { ref: store.profiles.get("a:1")?.ref ?? null, label: refLabels.get("a:1") ?? null, code };
  };

  test("are read in all three forms, and named as OpenClaw's labels name them", () => {
    expect(ref({ source: "env", provider: "p", id: "lower_case" })).toEqual({
      ref: { source: "env", provider: "p", id: "lower_case" },
      label: "env:lower_case",
      code: null,
    });
    expect(ref({ source: "file", id: "/a/b" })).toMatchObject({
      ref: { source: "file", provider: "files", id: "/a/b" },
      label: "file:/a/b",
    });
    expect(ref(["$", "{MY_KEY}"].join(""))).toMatchObject({
      ref: { source: "env", provider: "default", id: "MY_KEY" },
      label: "undefined:undefined",
    });
  });

  test.each([
    [{ source: "env", provider: "p", id: "X", extra: 1 }],
    [{ source: "vault", provider: "p", id: "X" }],
    [{ source: "env", provider: "p" }],
    [SECRET],
    [7],
    [[]],
  ])("that are none are said to be malformed: %j", (keyRef) => {
    const { ref: parsed, code } = ref(keyRef);
    expect(parsed).toBeNull();
    expect(code).toBe("store_ref_malformed");
  });

  test("beside an inline value are both kept, with a warning", () => {
    const tokenRef = { source: "exec", provider: "clawkeep", id: "x" };
    const { store, findings } = readProfiles({
      "a:1": { type: "token", provider: "a", token: TOKEN, tokenRef },
    });
    expect(store.profiles.get("a:1")).toMatchObject({ ref: tokenRef });
    expect(revealed(store.profiles.get("a:1"))).toBe(TOKEN);
    expect(findings[0]).toMatchObject({
      code: "store_inline_and_ref",
      params: { name: "token", refName: "tokenRef" },
    });
  });

  test("written as an inline value are found there", () => {
    const key = ["$", "{MY_KEY}"].join("");
    const { store } = readProfiles({
      "a:1": { type: "api_key", provider: "a", key },
      "a:2": { type: "api_key", provider: "a", key: SECRET },
    });
    const [template, secret] = [...store.profiles.values()];
    if (!template || !secret) throw new Error("Both are profiles.");
    expect(inlineTemplateRef(template, REF_DEFAULTS)).toEqual({
      source: "env",
      provider: "default",
      id: "MY_KEY",
    });
    expect(inlineTemplateRef(secret, REF_DEFAULTS)).toBeNull();
  });
});

test("OAuth material is only known to be there", () => {
  const entry = {
    type: "oauth",
    provider: "a",
    access: "at-PLANTED",
    refresh: " ",
    accountId: "acct",
    expires: 5,
  };
  const { store } = readProfiles({ "a:1": entry });
  const profile = store.profiles.get("a:1");
  expect(profile).toMatchObject({ inline: null, ref: null });
  const oauth = { hasAccess: true, hasRefresh: false, refreshIsBlank: true, accountId: "acct" };
  expect(profile?.oauth).toEqual(oauth);
});

test.each([
  ["soon", { expiresWritten: "soon" }],
  ["sk-ant-oat01-PLANTED", { expiresWritten: "…" }],
  [null, { expiresWritten: null }],
  [-5, { expiresWritten: -5 }],
  [{ at: "PLANTED" }, {}],
])("an OAuth expiry of %j is kept as far as status repeats it", (expires, kept) => {
  const { store } = readProfiles({ "a:1": { type: "oauth", provider: "a", access: "x", expires } });
  const profile = store.profiles.get("a:1");
  expect(profile?.expires).toEqual({ kind: "invalid" });
  expect({
    ...(profile && "expiresWritten" in profile ? { expiresWritten: profile.expiresWritten } : {}),
  }).toEqual(kept);
});

test("an OAuth expiry that is too large for a number is kept, and written as null", () => {
  const { store } = read('{"profiles": {"a:1": {"type": "oauth", "provider": "a", "expires": 1e999}}}');
  const profile = store.profiles.get("a:1");
  expect(profile?.expires).toEqual({ kind: "invalid" });
  expect(JSON.stringify(profile?.expiresWritten)).toBe("null");
});

test("metadata keeps its texts and nothing else", () => {
  const entry = { type: "api_key", provider: "a", key: "k", metadata: { accountId: "x", n: 1, o: {} } };
  expect(readProfiles({ "a:1": entry }).store.profiles.get("a:1")?.metadata).toEqual({ accountId: "x" });
});

describe("names that objects have by themselves", () => {
  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"])(
    "%s is data, but OpenClaw loses a profile or an order called __proto__",
    (name) => {
      const text = `{"profiles": {"${name}": {"type": "api_key", "provider": "${name}", "key": "k"}},
      "order": {"${name}": ["${name}"]}, "lastGood": {"${name}": "${name}"},
      "usageStats": {"${name}": {"lastUsed": 1, "failureCounts": {"${name}": 3}}}, "${name}": {"type": "token"}}`;
      const { store, unknownTopLevel, findings } = read(text);
      const isLost = name === "__proto__";
      expect([...store.profiles.keys()]).toEqual(isLost ? [] : [name]);
      expect(store.order.get(name)).toEqual(isLost ? undefined : [name]);
      expect(store.lastGood.get(name)).toBe(name);
      expect(Object.entries(store.usageStats.get(name)?.failureCounts ?? {})).toEqual([[name, 3]]);
      expect(unknownTopLevel).toEqual([name]);
      expect(findings.some(({ code }) => code === "store_reserved_key")).toBe(isLost);
      expect(({} as Record<string, unknown>).type).toBeUndefined();
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    },
  );

  test("do not stand in for members an entry lacks", () => {
    const text = '{"profiles": {"a:1": {"__proto__": {"type": "api_key", "provider": "a", "key": "k"}}}}';
    expect(read(text).store.ignored).toEqual([{ profileId: "a:1", reason: "invalid_type" }]);
  });
});

test("a key written twice is a finding with its place, and the last value counts", () => {
  const { store, findings } = read(
    '{"profiles": {\n "a:1": {"type": "api_key", "provider": "a"},\n "a:1": {"type": "token", "provider": "a"}}}',
  );
  expect(store.profiles.get("a:1")?.type).toBe("token");
  expect(findings[0]).toMatchObject({
    code: "json_duplicate_key",
    line: 3,
    column: 2,
    params: { key: "profiles.a:1" },
  });
});

test("a file of nothing but mistakes gives a hundred findings and the number of the others", () => {
  const profiles = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p:${index}`, 7]));
  const { store, findings } = readProfiles(profiles);
  expect(store.ignored.length).toBe(20_000);
  expect(findings.length).toBe(101);
  expect(findings.at(-1)).toMatchObject({ code: "findings_cut", params: { count: 19_900 } });
});

test("a secret used as a key is not shown", () => {
  const { findings } = read(`{"profiles": {"${SECRET}": 7}, "${SECRET}": 1}`);
  expect(findings.length).toBe(2);
  expect(JSON.stringify(findings)).not.toContain("PLANTED");
});

function read(text: string) {
  const parsed = parseAuthStore(text, REF_DEFAULTS, "auth-profiles.json");
  if (!parsed.ok) throw new Error(`It was refused: ${parsed.finding.code}`);
  return parsed;
}

function readProfiles(profiles: Record<string, unknown>) {
  return read(JSON.stringify({ version: 1, profiles }));
}
