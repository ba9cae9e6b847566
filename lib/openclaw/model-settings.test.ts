import { expect, test } from "vitest";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import { stateDir } from "#lib/testing/gateway.ts";

function providersIn(providers: Record<string, unknown>) {
  const state = readGateway({ stateDir: stateDir({ config: JSON.stringify({ models: { providers } }) }) });
  return modelConfigOf(state.config, () => undefined).providers;
}

test("a provider has headers of its own when it, or a model of it, names some, or its key goes into another one", () => {
  const base = { baseUrl: "https://llm.example.test/v1", apiKey: "sk-FAKE-0123456789" };
  const headers = { "x-team": "1" };
  const providers = providersIn({
    plain: { ...base, models: [{ id: "m", name: "m" }] },
    empty: { ...base, headers: {}, authHeader: false, models: [] },
    own: { ...base, headers, models: [] },
    model: {
      ...base,
      models: [
        { id: "a", name: "a" },
        { id: "b", name: "b", headers },
      ],
    },
    auth: { ...base, authHeader: true, models: [] },
  });
  const found = [...providers].map(([id, { hasOwnHeaders }]) => [id, hasOwnHeaders]);
  expect(Object.fromEntries(found)).toEqual({
    plain: false,
    empty: false,
    own: true,
    model: true,
    auth: true,
  });
});
