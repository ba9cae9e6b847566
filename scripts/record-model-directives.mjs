import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openclawRelease } from "./openclaw-release.mjs";

/**
 * Records what OpenClaw 2026.3.13's own functions make of `/model` texts, for lib/domain/model-directive.recorded.test.ts.
 *
 * node scripts/record-model-directives.mjs
 *
 * The functions are cut out of the bundle as they are, because it exports none of them. What they fetch from elsewhere
 * is given to them: the agent's profiles, an empty catalog, the answer of `/models` and the label of the model in use.
 */
const FUNCTIONS = [
  "splitTrailingAuthProfile",
  "extractModelDirective",
  "normalizeAliasKey",
  "modelKey",
  "normalizeProviderId",
  "normalizeAnthropicModelId",
  "normalizeGoogleModelId",
  "normalizeProviderModelId",
  "normalizeModelRef",
  "parseModelRef",
  "buildModelAliasIndex",
  "resolveModelRefFromString",
  "boundedLevenshteinDistance",
  "scoreFuzzyMatch",
  "resolveModelDirectiveSelection",
  "resolveModelSelectionFromDirective",
  "maybeHandleModelDirectiveInfo",
];
const CONSTANTS = { FUZZY_VARIANT_TOKENS: "\n];\n", resolveProfileOverride: "\n};\n" };

const testdata = path.join(import.meta.dirname, "../lib/domain/testdata");
const { world, inputs } = JSON.parse(readFileSync(path.join(testdata, "model-directives.json"), "utf8"));

const { openclaw } = openclawRelease("2026.3.13");
const dist = path.resolve(path.dirname(openclaw), "../node_modules/openclaw/dist");
const bundle = readdirSync(dist)
  .filter((name) => name.startsWith("reply-"))
  .map((name) => readFileSync(path.join(dist, name), "utf8"))
  .find((text) => text.includes("\nfunction extractModelDirective("));

const cut = (start, end) => {
  const at = bundle.search(start);
  if (at === -1) throw new Error(`Not in the bundle: ${start}`);
  return bundle.slice(at, bundle.indexOf(end, at) + end.length);
};
const real = new Function(
  "ensureAuthProfileStore",
  "buildModelPickerCatalog",
  "resolveModelsCommandReply",
  "resolveSelectedAndActiveModel",
  "shortenHomePath",
  [
    ...FUNCTIONS.map((name) => cut(new RegExp(`^(async )?function ${name}\\(`, "m"), "\n}\n")),
    ...Object.entries(CONSTANTS).map(([name, end]) => cut(new RegExp(`^const ${name} = `, "m"), end)),
    "return { extractModelDirective, buildModelAliasIndex, resolveModelSelectionFromDirective, maybeHandleModelDirectiveInfo, parseModelRef, modelKey };",
  ].join("\n"),
)(
  () => ({ profiles: world.profiles }),
  () => [],
  async () => ({ text: "LIST" }),
  () => ({ selected: { label: "CURRENT" }, activeDiffers: false }),
  (file) => file,
);

const [defaultProvider, defaultModel] = world.defaultModel.split("/");
const cfg = { agents: { defaults: { models: world.models } } };
const aliasIndex = real.buildModelAliasIndex({ cfg, defaultProvider });

const lines = [];
for (const { input, anyModel = false } of inputs) {
  const found = real.extractModelDirective(input);
  const directives = {
    hasModelDirective: found.hasDirective,
    rawModelDirective: found.rawModel,
    rawModelProfile: found.rawProfile,
  };
  const keys = anyModel ? [] : Object.keys(world.models);
  const allowedModelKeys = new Set(
    keys
      .map((key) => real.parseModelRef(key, defaultProvider))
      .map((ref) => real.modelKey(ref.provider, ref.model)),
  );
  const facts = {
    directives,
    cfg,
    agentDir: "/",
    defaultProvider,
    defaultModel,
    aliasIndex,
    allowedModelKeys,
  };
  const info = await real.maybeHandleModelDirectiveInfo({ ...facts, allowedModelCatalog: [] });
  const answer = info ? { info: info.text } : real.resolveModelSelectionFromDirective(facts);
  lines.push(JSON.stringify({ input, anyModel, found, answer }));
}
writeFileSync(path.join(testdata, "openclaw-2026.3.13-model-directives.jsonl"), `${lines.join("\n")}\n`);
process.stdout.write(`${lines.length} cases\n`);
