import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openclawRelease } from "./openclaw-release.mjs";

/**
 * Records what OpenClaw 2026.3.13's own function makes of session entries when a model is chosen, for
 * lib/domain/session-pin.recorded.test.ts.
 *
 * node scripts/record-session-pins.mjs
 */
const { openclaw } = openclawRelease("2026.3.13");
const dist = path.resolve(path.dirname(openclaw), "../node_modules/openclaw/dist");
const bundle = readdirSync(dist)
  .filter((name) => name.startsWith("reply-"))
  .map((name) => readFileSync(path.join(dist, name), "utf8"))
  .find((text) => text.includes("\nfunction applyModelOverrideToSessionEntry("));
const at = bundle.indexOf("\nfunction applyModelOverrideToSessionEntry(");
const source = bundle.slice(at, bundle.indexOf("\n}\n", at) + 3);
const apply = new Function(`${source}\nreturn applyModelOverrideToSessionEntry;`)();

const chosen = [{}, { providerOverride: "anthropic", modelOverride: "sonnet" }, { modelOverride: "gpt" }];
const runs = [
  {},
  { model: "sonnet", modelProvider: "anthropic", contextTokens: 9 },
  { model: "opus", contextTokens: 9 },
];
const pins = [
  {},
  { authProfileOverride: "a:work", authProfileOverrideSource: "user" },
  {
    authProfileOverride: "a:x",
    authProfileOverrideSource: "auto",
    authProfileOverrideCompactionCount: 0,
  },
];
const picks = [
  { provider: "anthropic", model: "sonnet", isDefault: false },
  { provider: "anthropic", model: "opus", isDefault: true },
];

const entries = chosen.flatMap((a) => runs.flatMap((b) => pins.map((c) => ({ ...a, ...b, ...c }))));
const lines = entries.flatMap((before) =>
  picks.flatMap((selection) =>
    ["a:work", null].map((profileId) => {
      const entry = { ...before, fallbackNoticeReason: "x", updatedAt: 1, other: "kept" };
      const { updated } = apply({ entry, selection, profileOverride: profileId ?? undefined });
      return JSON.stringify({
        before,
        selection,
        profileId,
        updated,
        after: { ...entry, updatedAt: updated ? 2 : 1 },
      });
    }),
  ),
);
const target = "../lib/domain/testdata/openclaw-2026.3.13-session-pins.jsonl";
writeFileSync(path.join(import.meta.dirname, target), `${lines.join("\n")}\n`);
process.stdout.write(`${lines.length} cases\n`);
