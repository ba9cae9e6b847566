import { describe, expect, test } from "vitest";
import { askedStores, sharedStoreAgent } from "#lib/domain/asked-stores.ts";
import type {
  AgentObservation,
  GatewayObservation,
  ProfileObservation,
} from "#lib/domain/gateway-observation.ts";
import type { WantedProfile } from "#lib/domain/publish-plan.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";

const told = (profileId: string, more: Partial<ProfileObservation> = {}): ProfileObservation => ({
  profileId,
  provider: "fake",
  type: "api_key",
  ref: null,
  expiresAtMs: null,
  status: "static",
  unusable: null,
  ...more,
});

const agent = (agentId: string, profiles: ProfileObservation[], more = {}): AgentObservation => ({
  agentId,
  agentDir: `/s/agents/${agentId}/agent`,
  isDefault: false,
  model: "fake/fake-1",
  fallbacks: [],
  profiles,
  orders: {},
  effective: {},
  missingProviders: [],
  ...more,
});

const asked = (...agents: AgentObservation[]): GatewayObservation => ({
  release: "2026.9.6",
  atMs: 1,
  agents,
});

const entry = (more: Partial<StoreEntry> = {}): StoreEntry => ({
  type: "api_key",
  provider: "fake",
  ref: { source: "exec", provider: "clawkeep", id: "ops/fake:a" },
  expires: null,
  email: "me@x.io",
  metadata: { account: "1" },
  ...more,
});

const wants = (agentId: string, profileId: string, value: StoreEntry): WantedProfile[] => [
  { agentId, profileId, entry: value },
];

const ownOf = (observation: GatewayObservation, agentId: string, profiles: WantedProfile[] = []) =>
  askedStores(observation, { profiles, ancestors: [] }).find((each) => each.agentId === agentId)?.store
    .profiles;

const REF = { source: "exec", id: "ops/fake:a" } as const;

describe("what an agent only reads through from the shared store", () => {
  test("is not its own", () => {
    const observation = asked(agent("main", [told("fake:a")]), agent("ops", [told("fake:a")]));
    expect([...(ownOf(observation, "ops")?.keys() ?? [])]).toEqual([]);
    expect([...(ownOf(observation, "main")?.keys() ?? [])]).toEqual(["fake:a"]);
  });

  test("is told from its own by how it looks", () => {
    const observation = asked(agent("main", [told("fake:a")]), agent("ops", [told("fake:a", { ref: REF })]));
    expect([...(ownOf(observation, "ops")?.keys() ?? [])]).toEqual(["fake:a"]);
  });

  test("is told from its own by a reference that the console knows to be this agent’s", () => {
    const same = told("fake:a", { ref: REF });
    const observation = asked(agent("main", [same]), agent("ops", [same]));
    expect([...(ownOf(observation, "ops", wants("ops", "fake:a", entry()))?.keys() ?? [])]).toEqual([
      "fake:a",
    ]);
    expect([...(ownOf(observation, "ops")?.keys() ?? [])]).toEqual([]);
  });
});

describe("what OpenClaw does not tell", () => {
  test("is taken from the entry that the console knows to stand there", () => {
    const observation = asked(agent("main", []), agent("ops", [told("fake:a", { ref: REF })]));
    expect(ownOf(observation, "ops", wants("ops", "fake:a", entry()))?.get("fake:a")).toMatchObject({
      ref: { provider: "clawkeep" },
      email: "me@x.io",
      metadata: { account: "1" },
    });
  });

  test("is not taken from an entry with another reference, provider or type", () => {
    const observation = asked(agent("main", []), agent("ops", [told("fake:a", { ref: REF })]));
    const others: Partial<StoreEntry>[] = [
      { ref: { source: "exec", provider: "clawkeep", id: "other" } },
      { provider: "other" },
      { type: "token" },
    ];
    for (const more of others) {
      const found = ownOf(observation, "ops", wants("ops", "fake:a", entry(more)))?.get("fake:a");
      expect(found).toMatchObject({ email: null, ref: { provider: "?" } });
    }
  });
});

describe("an expiry", () => {
  const token = (expiresAtMs: number | null) => told("fake:a", { type: "token", ref: REF, expiresAtMs });
  const wanted = entry({ type: "token", expires: 1_800_000_000_000 });
  const expiresOf = (agentId: string, atMs: number | null) => {
    const agents =
      agentId === "main" ? [agent("main", [token(atMs)])] : [agent("main", []), agent("ops", [token(atMs)])];
    return ownOf(asked(...agents), agentId, wants(agentId, "fake:a", wanted))?.get("fake:a")?.expires;
  };

  test("that is off by the seconds a command took is the wanted one, and by an hour is another", () => {
    expect(expiresOf("ops", 1_800_000_000_000 + 4_000)).toEqual({ kind: "at", atMs: 1_800_000_000_000 });
    expect(expiresOf("ops", 1_800_003_600_000)).toEqual({ kind: "at", atMs: 1_800_003_600_000 });
  });

  test("that is not there is missed at an agent that can have one, and not at the shared store’s", () => {
    expect(expiresOf("ops", null)).toEqual({ kind: "absent" });
    expect(expiresOf("main", null)).toEqual({ kind: "at", atMs: 1_800_000_000_000 });
  });
});

test("the shared store is that of the default agent, else of main", () => {
  expect(sharedStoreAgent(asked(agent("main", []), agent("ops", [])))).toBe("main");
  expect(sharedStoreAgent(asked(agent("main", []), agent("ops", [], { isDefault: true })))).toBe("ops");
});
