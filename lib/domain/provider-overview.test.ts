import { expect, test } from "vitest";
import { NO_CHOICE } from "#lib/domain/model-config.ts";
import { providerOverviews } from "#lib/domain/provider-overview.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

test("Vertex's own variable counts as a key even when it is blank, and is shown as missing", () => {
  const value = { value: new SecretText("  "), fromShell: false };
  const [overview] = providerOverviews(["google-vertex"], {
    store: { profiles: new Map(), order: new Map(), lastGood: new Map(), usageStats: new Map(), ignored: [] },
    auth: { profiles: new Map(), order: new Map() },
    models: {
      model: NO_CHOICE,
      imageModel: NO_CHOICE,
      agents: new Map(),
      allowed: new Map(),
      providers: new Map(),
    },
    environment: { variables: new Map([["GOOGLE_CLOUD_API_KEY", value]]), hasGcloudCredentials: false },
    refLabels: new Map(),
    mainStorePath: "~/store",
    modelsPath: "~/models.json",
    nowMs: 0,
  });
  expect(overview).toMatchObject({
    effective: { kind: "env", detail: "missing" },
    env: { value: "missing", source: "gcloud adc" },
  });
});
