import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  findModelDirective,
  judgeModelDirective,
  type ModelRefusal,
  type ModelVerdict,
} from "#lib/domain/model-directive.ts";
import type { ModelChoices } from "#lib/domain/model-match.ts";
import { type ModelRef, modelKey, parseModelRef } from "#lib/domain/model-ref.ts";

/** What scripts/record-model-directives.mjs gave OpenClaw 2026.3.13's own functions, and what they answered. */
type World = {
  defaultModel: string;
  models: Record<string, { alias?: string }>;
  profiles: Record<string, { provider: string }>;
};
type RecordedCase = {
  input: string;
  anyModel: boolean;
  found: { hasDirective: boolean; rawModel?: string; rawProfile?: string };
  answer: {
    info?: string;
    errorText?: string;
    modelSelection?: ModelRef & { isDefault: boolean; alias?: string };
    profileOverride?: string;
  };
};

const fileText = (name: string) => readFileSync(new URL(`./testdata/${name}`, import.meta.url), "utf8");
const { world }: { world: World } = JSON.parse(fileText("model-directives.json"));
const cases = fileText("openclaw-2026.3.13-model-directives.jsonl")
  .trimEnd()
  .split("\n")
  .map((line): RecordedCase => JSON.parse(line));

const models = Object.entries(world.models).map(([key, { alias }]) => ({ ref: refOf(key), alias }));
const providers = new Map(Object.entries(world.profiles).map(([id, { provider }]) => [id, provider]));

describe("what OpenClaw answered", () => {
  test("is at least sixty texts", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  test.each(cases)("to $input is what we answer", ({ input, anyModel, found, answer }) => {
    const directive = findModelDirective(input);
    expect(directive !== null).toBe(found.hasDirective);
    if (directive === null) return;
    expect(directive).toEqual({ model: found.rawModel ?? null, profileId: found.rawProfile ?? null });
    expect(asAnswer(judgeModelDirective(directive, choices(anyModel), providers))).toEqual(answer);
  });
});

function refOf(key: string): ModelRef {
  const ref = parseModelRef(key);
  if (ref === null) throw new Error(key);
  return ref;
}

function choices(anyModel: boolean): ModelChoices {
  return {
    standard: refOf(world.defaultModel),
    allowed: new Set(anyModel ? [] : models.map(({ ref }) => modelKey(ref))),
    aliases: models.flatMap(({ ref, alias }) => (alias === undefined ? [] : [{ ref, alias }])),
  };
}

const INFO = {
  list: "LIST",
  status: "No models available.",
  summary:
    "Current: CURRENT\nSwitch: /model <provider/model>\nBrowse: /models (providers) or /models <provider> (models)\nMore: /model status",
};

function asAnswer(verdict: ModelVerdict): RecordedCase["answer"] {
  if (verdict.kind === "refused") {
    const text = refusalText(verdict.refusal);
    // OpenClaw refuses `list@x` and `status@x` where it would have listed.
    return verdict.refusal.code === "model_profile_without_model" ? { info: text } : { errorText: text };
  }
  if (verdict.kind !== "select") return { info: INFO[verdict.kind] };
  const { ref, isDefault, alias, profileId } = verdict;
  return {
    modelSelection: { ...ref, isDefault, ...(alias === null ? {} : { alias }) },
    ...(profileId === null ? {} : { profileOverride: profileId }),
  };
}

const BROWSE = "Use /models to list providers, or /models <provider> to list models.";

function refusalText(refusal: ModelRefusal): string {
  switch (refusal.code) {
    case "model_profile_without_model":
      return "Auth profile override requires a model selection.";
    case "model_number":
      return "Numeric model selection is not supported in chat.\n\nBrowse: /models or /models <provider>\nSwitch: /model <provider/model>";
    case "model_not_allowed":
      return `Model "${refusal.params.model}" is not allowed. ${BROWSE}`;
    case "model_unrecognised":
      return `Unrecognized model "${refusal.params.model}". ${BROWSE}`;
    case "model_profile_not_found":
      return `Auth profile "${refusal.params.profileId}" not found.`;
    case "model_profile_other_provider":
      return `Auth profile "${refusal.params.profileId}" is for ${refusal.params.provider}, not ${refusal.params.wanted}.`;
  }
}
