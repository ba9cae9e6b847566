import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { addApiKey } from "#lib/operations/add-api-key.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { replaceSecret } from "#lib/operations/replace-secret.ts";
import { writeProfileKey } from "#lib/operations/write-environment-keys.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { keySourcesView, writeOutlookView } from "#lib/views/key-sources-view.ts";
import { statusCellView } from "#lib/views/status-cell-view.ts";
import { statusView } from "#lib/views/status-view.ts";

const CONFIG = `{
  env: { OPENAI_API_KEY: "sk-FAKE-config-0123456789", vars: { GROQ_API_KEY: "gsk-FAKE-0123456789-vars" } },
  models: { providers: {
    mine: { baseUrl: "http://127.0.0.1:1", apiKey: "mine-FAKE-0123456789-tail", models: [] },
    marked: { baseUrl: "http://127.0.0.1:1", apiKey: "OPENAI_API_KEY", models: [] },
    local: { baseUrl: "http://127.0.0.1:1", apiKey: "ollama-local", models: [] },
    referring: { baseUrl: "http://127.0.0.1:1", apiKey: { source: "env", provider: "default", id: "X_KEY" }, models: [] },
    missing: { baseUrl: "http://127.0.0.1:1", apiKey: "\${NOT_SET}", models: [] },
  } },
}
`;

function gatewayWith(unit?: string) {
  const ctx = testContext();
  const { gatewayId, stateDir } = testGateway(ctx, { config: CONFIG });
  writeFileSync(path.join(stateDir, ".env"), "OPENAI_API_KEY=sk-FAKE-state-0123456789\nHF_TOKEN=\n");
  const units = path.join(path.dirname(stateDir), ".config/systemd/user");
  if (unit) mkdirSync(units, { recursive: true });
  if (unit) writeFileSync(path.join(units, "openclaw-gateway.service"), unit);
  const view = () => {
    const found = keySourcesView(ctx);
    if (!found) throw new Error("no view");
    return found;
  };
  return { ctx, gatewayId, stateDir, view };
}

test("every source is said in its precedence, with what is known of it", () => {
  const { view, stateDir } = gatewayWith();
  expect(view().sources).toEqual([
    { source: "process", knowledge: "unknown", file: null, variables: 0, winning: 0 },
    { source: "cwd_env_file", knowledge: "unknown", file: null, variables: 0, winning: 0 },
    {
      source: "state_env_file",
      knowledge: "known",
      file: path.join(stateDir, ".env"),
      variables: 2,
      winning: 2,
    },
    {
      source: "config_env",
      knowledge: "known",
      file: path.join(stateDir, "openclaw.json"),
      variables: 1,
      winning: 0,
    },
    {
      source: "config_env_vars",
      knowledge: "known",
      file: path.join(stateDir, "openclaw.json"),
      variables: 1,
      winning: 1,
    },
    { source: "login_shell", knowledge: "described", file: null, variables: 0, winning: 0 },
  ]);
  expect(view().loginShell).toEqual({ runs: false, because: "disabled", shell: "" });
});

test("a service file makes a part of the process known, and its working directory", () => {
  const elsewhere = testContext().folder;
  writeFileSync(path.join(elsewhere, ".env"), "GROQ_API_KEY=gsk-FAKE-0123456789-here\n");
  const unit = `[Service]\nWorkingDirectory=${elsewhere}\nEnvironment=OPENAI_API_KEY=\n`;
  const { view, ctx, gatewayId } = gatewayWith(unit);
  const [process, cwd] = view().sources;
  expect(process).toMatchObject({ knowledge: "part", variables: 1, winning: 0 });
  expect(cwd).toMatchObject({ knowledge: "known", file: path.join(elsewhere, ".env"), winning: 1 });
  const openai = view().providers.find(({ provider }) => provider === "openai");
  // An empty variable of the process blocks the files; a value of the config replaces it.
  expect(openai).toMatchObject({ used: "OPENAI_API_KEY" });
  expect(openai?.variables[0]?.setting.source).toBe("config_env");
  expect(writeOutlookView(ctx, gatewayId, "OPENAI_API_KEY")?.blockedBy).toMatchObject({
    source: "process",
    file: view().service?.file,
  });
  expect(view().service).toMatchObject({ kind: "systemd", name: "openclaw-gateway" });
});

test("a variable of the service and its working directory counts for status, keys and doctor alike", async () => {
  const unit = "[Service]\nEnvironment=MISTRAL_API_KEY=FAKE-0123456789-mistral\n";
  const { view, ctx, gatewayId, stateDir } = gatewayWith(unit);
  const ofHome = path.join(path.dirname(stateDir), ".env");
  writeFileSync(ofHome, "GROQ_API_KEY=gsk-FAKE-0123456789-home\n");
  const keys = new Map(view().providers.map((each) => [each.provider, each]));
  const rows = new Map(statusView(ctx).page.rows.map((row) => [row.provider, row]));
  for (const provider of ["mistral", "groq"]) {
    expect(keys.get(provider)?.used).toBe(`${provider.toUpperCase()}_API_KEY`);
    expect(rows.get(provider)).toMatchObject({ state: "healthy", profileId: null });
    const cell = statusCellView(ctx, { gatewayId, agentId: "main", provider });
    expect(cell?.keys[0]?.source).toContain(keys.get(provider)?.used);
  }
  const { findings } = await examineGateway(ctx, gatewayId);
  expect(findings.map(({ evidence }) => evidence.file)).toContain(ofHome);
});

test("keys of the config are told by their kind, and no value is anywhere", () => {
  const { view } = gatewayWith();
  const found = view();
  const configOf = (id: string) => found.providers.find(({ provider }) => provider === id)?.config;
  expect(configOf("mine")).toMatchObject({ kind: "value", shown: "…tail" });
  expect(configOf("marked")).toMatchObject({ kind: "variable", shown: "OPENAI_API_KEY", isSet: true });
  expect(configOf("local")).toMatchObject({ kind: "marker", shown: "ollama-local" });
  expect(configOf("referring")).toMatchObject({ kind: "reference", shown: "env:X_KEY" });
  expect(configOf("missing")).toMatchObject({ kind: "unresolved" });
  expect(JSON.stringify(found)).not.toMatch(/FAKE/);
});

test("a key that was written says which profile it is of, and when that one has another secret", () => {
  const { ctx, gatewayId, view } = gatewayWith();
  const target = { gatewayId, agentId: "main", label: null, email: null };
  const secret = new SecretText(FAKE.apiKey);
  const { profileRowId } = addApiKey(ctx, { ...target, provider: "openai", secret });
  const input = {
    gatewayId,
    profileRowId,
    variable: "OPENAI_API_KEY",
    overwrite: false,
    evenIfBlocked: false,
  };
  writeProfileKey(ctx, input);
  expect(view().managed).toMatchObject([
    { variable: "OPENAI_API_KEY", tail: "-key", profile: { profileId: "openai:default" }, isOutdated: false },
  ]);
  expect(view().profiles).toMatchObject([{ profileId: "openai:default", provider: "openai" }]);
  replaceSecret(ctx, profileRowId, { secret: new SecretText(FAKE.otherApiKey) });
  expect(view().managed[0]?.isOutdated).toBe(true);
});

test("there is no view without a gateway", () => {
  expect(keySourcesView(testContext())).toBeNull();
});
