import { describe, expect, test } from "vitest";
import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import { type Ancestor, findDrift, type PlanInput, planPublish } from "#lib/domain/publish-plan.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { storeEdits } from "#lib/domain/store-edits.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";

const entry = (id: string, more: Partial<StoreEntry> = {}): StoreEntry => ({
  type: "api_key",
  provider: "openai",
  ref: { source: "exec", provider: "clawkeep", id },
  expires: null,
  email: null,
  metadata: null,
  ...more,
});

const stored = (profileId: string, from: StoreEntry): StoredProfile => ({
  profileId,
  provider: from.provider,
  type: from.type,
  inline: null,
  ref: from.ref,
  expires: from.expires === null ? { kind: "absent" } : { kind: "at", atMs: from.expires },
  email: from.email,
  metadata: from.metadata,
  oauth: null,
});

function store(profiles: StoredProfile[], order: Record<string, string[]> = {}): AuthStore {
  return {
    ...emptyStore(),
    profiles: new Map(profiles.map((profile) => [profile.profileId, profile])),
    order: new Map(Object.entries(order)),
  };
}

const ID = "openai:work";
const WANTED = entry("main/openai:work");
const OLD = entry("main/openai:old");

function plan(input: {
  has?: StoreEntry | null;
  inline?: string;
  wants: StoreEntry | null;
  left?: StoreEntry;
}) {
  const profiles = input.has
    ? [{ ...stored(ID, input.has), inline: input.inline ? new SecretText(input.inline) : null }]
    : [];
  const ancestors: Ancestor[] = input.left
    ? [{ agentId: "main", kind: "profile", key: ID, value: input.left }]
    : [];
  return planPublish({
    agents: [{ agentId: "main", store: store(profiles) }],
    profiles: [{ agentId: "main", profileId: ID, entry: input.wants }],
    orders: [],
    ancestors,
  });
}

describe("a profile", () => {
  test.each([
    { case: "is added when the gateway never had it", input: { wants: WANTED }, action: "add" },
    {
      case: "comes back when someone removed it there",
      input: { wants: WANTED, left: WANTED },
      action: "restore",
    },
    {
      case: "changes when only we changed it",
      input: { has: OLD, wants: WANTED, left: OLD },
      action: "change",
    },
    {
      case: "overwrites what someone changed there",
      input: { has: entry("x"), wants: WANTED, left: OLD },
      action: "overwrite",
    },
    {
      case: "takes over what was there before us",
      input: { has: OLD, inline: "FAKE", wants: WANTED },
      action: "take_over",
    },
    {
      case: "loses an inline secret that came beside our reference",
      input: { has: WANTED, inline: "FAKE", wants: WANTED, left: WANTED },
      action: "overwrite",
    },
    {
      case: "goes when it was removed here",
      input: { has: WANTED, wants: null, left: WANTED },
      action: "remove",
    },
    {
      case: "is forgotten when it was removed here and is not there",
      input: { wants: null, left: WANTED },
      action: "forget",
    },
  ])("$case", ({ input, action }) => {
    expect(plan(input).map((change) => change.action)).toEqual([action]);
  });

  test("that is there as wanted needs no change, also when an earlier publish died before it could note it", () => {
    expect(plan({ has: WANTED, wants: WANTED, left: WANTED })).toEqual([]);
    expect(plan({ has: WANTED, wants: WANTED })).toEqual([]);
  });

  test("never shows an inline secret in a plan", () => {
    expect(JSON.stringify(plan({ has: OLD, inline: "sk-FAKE-secret", wants: WANTED }))).not.toContain(
      "sk-FAKE",
    );
  });
});

test("a copy that OpenClaw made of a removed profile in another agent's store goes with it", () => {
  const changes = planPublish({
    agents: [
      { agentId: "main", store: store([stored(ID, WANTED)]) },
      {
        agentId: "work",
        store: store([stored(ID, WANTED), stored("openai:other", entry("work/openai:other"))]),
      },
    ],
    profiles: [{ agentId: "main", profileId: ID, entry: null }],
    orders: [],
    ancestors: [{ agentId: "main", kind: "profile", key: ID, value: WANTED }],
  });
  expect(changes.map(({ agentId, key, action }) => [agentId, key, action])).toEqual([
    ["main", ID, "remove"],
    ["work", ID, "remove"],
  ]);
});

describe("an order override", () => {
  const orders = (has: Record<string, string[]>, after: string[] | null, left?: string[]) => {
    const ancestors: Ancestor[] = left ? [{ agentId: "main", kind: "order", key: "zai", value: left }] : [];
    const input: PlanInput = {
      agents: [{ agentId: "main", store: store([], has) }],
      profiles: [],
      orders: [{ agentId: "main", provider: "zai", profileIds: after }],
      ancestors,
    };
    return planPublish(input);
  };

  test.each([
    { case: "is added", has: {}, after: ["a"], left: undefined, action: "add" },
    { case: "changes", has: { zai: ["a"] }, after: ["b"], left: ["a"], action: "change" },
    {
      case: "overwrites a foreign edit",
      has: { zai: ["c"] },
      after: ["b"],
      left: ["a"],
      action: "overwrite",
    },
    { case: "is removed when cleared here", has: { zai: ["a"] }, after: null, left: ["a"], action: "remove" },
    {
      case: "is forgotten when cleared here and gone there",
      has: {},
      after: null,
      left: ["a"],
      action: "forget",
    },
  ])("$case", ({ has, after, left, action }) => {
    expect(orders(has as Record<string, string[]>, after, left).map((change) => change.action)).toEqual([
      action,
    ]);
  });

  test("under another spelling of the provider is replaced, because OpenClaw would let it win", () => {
    const changes = orders({ "Z.AI": ["a"] }, ["b"]);
    expect(storeEdits(changes)).toEqual([
      { path: ["order", "Z.AI"], remove: true },
      { path: ["order", "zai"], value: ["b"] },
    ]);
  });
});

describe("edits of a store", () => {
  test("leave every member of an entry that is not ours", () => {
    const edits = storeEdits(plan({ has: OLD, inline: "FAKE", wants: WANTED }));
    const inline = { key: undefined, apiKey: undefined, token: undefined };
    expect(edits).toEqual([{ path: ["profiles", ID], members: expect.objectContaining(inline) }]);
    const [edit] = edits;
    const members = edit && "members" in edit ? edit.members : {};
    expect(members).toMatchObject({ type: "api_key", provider: "openai", keyRef: WANTED.ref });
    expect(Object.keys(members)).not.toContain("note");
  });

  test("write a new entry whole", () => {
    expect(storeEdits(plan({ wants: WANTED }))).toEqual([
      { path: ["profiles", ID], value: { type: "api_key", provider: "openai", keyRef: WANTED.ref } },
    ]);
  });
});

test("drift is what someone else changed or removed since the last publish", () => {
  const ancestors: Ancestor[] = [
    { agentId: "main", kind: "profile", key: ID, value: WANTED },
    { agentId: "main", kind: "profile", key: "openai:gone", value: OLD },
    { agentId: "main", kind: "order", key: "openai", value: [ID] },
  ];
  const observed = store([stored(ID, entry("elsewhere"))], { openai: [ID] });
  expect(findDrift([{ agentId: "main", store: observed }], ancestors)).toEqual([
    { agentId: "main", kind: "profile", key: ID, what: "changed" },
    { agentId: "main", kind: "profile", key: "openai:gone", what: "removed" },
  ]);
});
