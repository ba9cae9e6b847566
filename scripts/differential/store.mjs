import { jsonText, memberOf, members, raw } from "./json-text.mjs";
import { NOW_MS, profileId, providerName, REF_NAMES, timeAround } from "./vocabulary.mjs";

/** The text of an `auth-profiles.json`: credentials of all types, orders, statistics, and what hands make of them. */
export function storeText(random, secrets, size = random.integer(0, 6)) {
  const profiles = random.several(size, size, () => profileEntry(random, secrets));
  if (profiles.length > 1 && random.chance(0.04))
    profiles.push([profiles[0][0], profileEntry(random, secrets)[1]]);
  const known = profiles.map(([id, profile]) => ({ id, provider: providerOf(profile) }));
  const sections = [
    [
      "version",
      random.weighted([
        [9, 1],
        [1, undefined],
        [1, "1"],
        [1, 2],
      ]),
    ],
    ["profiles", members(profiles)],
    ["order", random.chance(0.5) ? orderSection(random, known) : undefined],
    ["lastGood", random.chance(0.3) ? lastGoodSection(random, known) : undefined],
    ["usageStats", random.chance(0.5) ? usageSection(random, known) : undefined],
    ["note", random.chance(0.05) ? "kept by hand" : undefined],
  ];
  return jsonText(members(random.chance(0.15) ? random.shuffled(sections) : sections));
}

function providerOf(profile) {
  const provider = memberOf(profile, "provider");
  return typeof provider === "string" ? provider : "anthropic";
}

function profileEntry(random, secrets) {
  const provider = providerName(random);
  const id = profileId(random, provider);
  if (random.chance(0.03)) return [id, random.pick([null, "sk-text", 7, [], true])];
  const type = random.weighted([
    [9, "api_key"],
    [7, "token"],
    [6, "oauth"],
  ]);
  const makers = { api_key: keyFields, token: tokenFields, oauth: oauthFields };
  return [
    id,
    members([
      ...headFields(random, type, provider),
      ...makers[type](random, secrets),
      ...extraFields(random),
    ]),
  ];
}

function headFields(random, type, provider) {
  const written = random.weighted([
    [40, type],
    [1, "password"],
    [1, type.toUpperCase()],
    [1, ` ${type} `],
    [1, null],
  ]);
  const head = random.weighted([
    [12, [["type", written]]],
    [2, [["mode", written]]],
    [
      1,
      [
        ["type", written],
        ["mode", "oauth"],
      ],
    ],
  ]);
  const named = random.weighted([
    [40, provider],
    [1, undefined],
    [1, ""],
    [1, "  "],
    [1, 7],
  ]);
  return [...head, ["provider", named]];
}

function keyFields(random, secrets) {
  return random.weighted([
    [8, () => [["key", secrets.any("sk-")]]],
    [2, () => [["apiKey", secrets.any("sk-")]]],
    [5, () => [["keyRef", storedRef(random)]]],
    [
      3,
      () => [
        ["key", secrets.any("sk-")],
        ["keyRef", storedRef(random)],
      ],
    ],
    [1, () => [["key", storedRef(random)]]],
    [
      1,
      () => [
        ["key", secrets.any("sk-")],
        ["apiKey", secrets.any("sk-")],
      ],
    ],
    [1, () => [["token", secrets.any("sk-")]]],
    [1, () => [["key", random.pick([null, 12, true])]]],
    [1, () => []],
  ])();
}

function tokenFields(random, secrets) {
  const material = random.weighted([
    [9, () => [["token", secrets.any("sk-ant-oat01-")]]],
    [4, () => [["tokenRef", storedRef(random)]]],
    [
      2,
      () => [
        ["token", secrets.any("sk-ant-oat01-")],
        ["tokenRef", storedRef(random)],
      ],
    ],
    [1, () => [["token", storedRef(random)]]],
    [1, () => [["key", secrets.any("sk-")]]],
    [1, () => [["token", random.pick([null, 12, {}])]]],
    [1, () => []],
  ])();
  return [...material, ["expires", expiresField(random)]];
}

function oauthFields(random, secrets) {
  return [
    ["access", random.chance(0.85) ? secrets.any("oa-") : undefined],
    ["refresh", random.chance(0.6) ? secrets.any("or-") : undefined],
    ["expires", expiresField(random)],
    ["accountId", random.chance(0.2) ? "acct_1" : undefined],
    ["clientId", random.chance(0.1) ? "client" : undefined],
    ["projectId", random.chance(0.1) ? "project-1" : undefined],
  ];
}

function expiresField(random) {
  return random.weighted([
    [4, () => undefined],
    [14, () => timeAround(random)],
    [1, () => raw(random.pick(["1e999", "-0", "17672256e5"]))],
  ])();
}

function extraFields(random) {
  const email = random.weighted([
    [60, undefined],
    [20, "me@example.test"],
    [3, "  "],
    [1, 7],
  ]);
  return [
    ["email", email],
    ["metadata", random.chance(0.05) ? { accountId: "a", gatewayId: "g" } : undefined],
    ["remark", random.chance(0.05) ? "by hand" : undefined],
  ];
}

/** A reference as the store takes it, and forms that look like one. */
export function storedRef(random) {
  const source = random.weighted([
    [6, "env"],
    [2, "file"],
    [2, "exec"],
    [1, "vault"],
  ]);
  const ids = {
    env: REF_NAMES,
    file: ["/team/key", "/none", "value", "no-pointer"],
    exec: ["team/key", "none", "../up"],
  };
  const id = random.pick(ids[source] ?? ["x"]);
  const provider = { env: "default", file: "files", exec: "commands" }[source] ?? "default";
  return random.weighted([
    [9, { source, provider, id }],
    [3, { source, id }],
    [3, `\${${random.pick(REF_NAMES)}}`],
    [1, { source, provider: "nope", id }],
    [1, { source, provider: "Bad Alias", id }],
    [1, { source, provider, id, version: 2 }],
    [1, { source: "env", provider: "", id: "  " }],
    [1, { id }],
    [1, "TEAM_KEY"],
    [1, null],
  ]);
}

function orderSection(random, known) {
  if (random.chance(0.05))
    return random.pick([null, [], "anthropic:default", { anthropic: "anthropic:default" }]);
  const keys = random.several(1, 3, () => someProvider(random, known));
  return members(keys.map((key) => [key, orderOf(random, known, key)]));
}

/** Mostly ids that exist; also repeated, unknown, foreign and blank ones. */
export function orderOf(random, known, provider) {
  if (random.chance(0.06)) return [];
  if (random.chance(0.05)) return random.pick([null, "anthropic:default", { 0: "x" }, [7, null], ["", "  "]]);
  const own = known.filter((one) => one.provider.trim().toLowerCase() === provider.trim().toLowerCase());
  const ids = (own.length > 0 && random.chance(0.85) ? own : known).map(({ id }) => id);
  const kept = random.shuffled(ids).filter(() => random.chance(0.85));
  if (kept.length > 0 && random.chance(0.2)) kept.push(kept[0]);
  if (random.chance(0.2)) kept.splice(random.integer(0, kept.length), 0, `${provider}:ghost`);
  if (random.chance(0.1)) kept.unshift(random.pick(["", "  ", 7, null, ` ${ids[0] ?? "x"} `]));
  return kept;
}

function lastGoodSection(random, known) {
  if (random.chance(0.1)) return random.pick([null, [], "x"]);
  const value = () => random.pick([...known.map(({ id }) => id), "ghost", 7, null]);
  return members(random.several(1, 2, () => [someProvider(random, known), value()]));
}

function usageSection(random, known) {
  if (random.chance(0.05)) return random.pick([null, [], "x"]);
  const ids = [...known.map(({ id }) => id), "anthropic:ghost"].filter(() => random.chance(0.6));
  return members(
    ids.map((id) => [id, random.chance(0.05) ? random.pick([null, 7, "x", []]) : usageOf(random)]),
  );
}

function usageOf(random) {
  const window = () => (random.chance(0.5) ? NOW_MS + random.integer(1, 600) * 30_000 : timeAround(random));
  return {
    lastUsed: random.chance(0.5) ? timeAround(random) : undefined,
    cooldownUntil: random.chance(0.5) ? window() : undefined,
    disabledUntil: random.chance(0.35) ? window() : undefined,
    disabledReason: random.weighted([
      [10, undefined],
      [12, "billing"],
      [6, "auth_permanent"],
      [4, "made up"],
      [1, ""],
      [1, 7],
    ]),
    errorCount: random.pick([undefined, 0, 1, 4, "2"]),
    failureCounts: random.chance(0.3) ? { rate_limit: 2, billing: 1 } : undefined,
    lastFailureAt: random.chance(0.3) ? timeAround(random) : undefined,
  };
}

function someProvider(random, known) {
  const own = known.map(({ provider }) => provider);
  return own.length > 0 && random.chance(0.8) ? random.pick(own) : providerName(random);
}
