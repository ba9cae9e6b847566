import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addReference, addReferenceInput } from "#lib/operations/add-reference.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { profileView } from "#lib/views/profile-view.ts";
import { profilesView } from "#lib/views/profiles-view.ts";
import { statusView } from "#lib/views/status-view.ts";

const KEY_REF = { source: "env", provider: "default", id: "OPENROUTER_API_KEY" };
const REFERENCE = { type: "api_key", provider: "openrouter", keyRef: KEY_REF };

function importedReference() {
  const ctx = testContext();
  const profiles = { "openrouter:default": REFERENCE };
  const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: { version: 1, profiles } } });
  importGateway(ctx, gatewayId);
  const states = () =>
    Object.fromEntries(profilesView(ctx).items.map((item) => [item.profileId, item.publishState]));
  const rewrite = (change: (entry: typeof REFERENCE) => object) => {
    const file = storePathOf(stateDir);
    const store = JSON.parse(readFileSync(file, "utf8"));
    store.profiles["openrouter:default"] = change(store.profiles["openrouter:default"]);
    writeFileSync(file, JSON.stringify(store));
  };
  return { ctx, gatewayId, stateDir, states, rewrite };
}

test("an imported reference that stands on the gateway as it is here is there already", () => {
  const { ctx, states } = importedReference();
  expect(states()).toEqual({ "openrouter:default": "there_already" });
  const [item] = profilesView(ctx).items;
  expect(profileView(ctx, item?.rowId ?? "")?.publishState).toBe("there_already");
  expect(statusView(ctx).gateways[0]).toMatchObject({ unpublished: 0, nextStep: "nothing" });
});

test.each([
  ["leads elsewhere", (entry: object) => ({ ...entry, keyRef: { ...KEY_REF, id: "ANOTHER_KEY" } })],
  ["has a secret beside the reference", (entry: object) => ({ ...entry, key: FAKE.apiKey })],
  ["has another e-mail", (entry: object) => ({ ...entry, email: "ops@example.test" })],
])("one that %s there by now is not published", (_, change) => {
  const { states, rewrite } = importedReference();
  rewrite(change);
  expect(states()).toEqual({ "openrouter:default": "unpublished" });
});

test("nothing is there on a gateway that cannot be read", () => {
  const { states, stateDir } = importedReference();
  rmSync(stateDir, { recursive: true });
  expect(states()).toEqual({ "openrouter:default": "unpublished" });
});

test("what was added here is not published until it was", async () => {
  const { ctx, gatewayId, states } = importedReference();
  const target = { gatewayId, agentId: "main" };
  addApiKey(ctx, AddApiKeyInput.parse({ ...target, provider: "openai", secret: FAKE.apiKey }));
  const ref = { source: "env", provider: "default", id: "MISTRAL_API_KEY" };
  addReference(
    ctx,
    addReferenceInput(NOW_MS).parse({
      ...target,
      provider: "mistral",
      profileId: "mistral:default",
      type: "api_key",
      ref,
    }),
  );
  expect(states()).toEqual({
    "openrouter:default": "there_already",
    "openai:default": "unpublished",
    "mistral:default": "unpublished",
  });
  await publishGateway(ctx, gatewayId, async () => ({ kind: "by_hand", command: "" }));
  expect(new Set(Object.values(states()))).toEqual(new Set(["published"]));
});
