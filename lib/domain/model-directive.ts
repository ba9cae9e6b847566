import { type ModelChoices, nearestModel } from "#lib/domain/model-match.ts";
import { type ModelRef, modelKey, parseModelRef } from "#lib/domain/model-ref.ts";

/** What a text asks for with `/model`, before anything is looked up. */
export type ModelDirective = { model: string | null; profileId: string | null };

export type ModelRefusal =
  | { code: "model_profile_without_model" | "model_number" }
  | { code: "model_not_allowed" | "model_unrecognised"; params: { model: string } }
  | { code: "model_profile_not_found"; params: { profileId: string } }
  | { code: "model_profile_other_provider"; params: { profileId: string; provider: string; wanted: string } };

/** What `/model` would do: say something, refuse, or choose a model and with it a profile or none. */
export type ModelVerdict =
  | { kind: "summary" | "list" | "status" }
  | { kind: "refused"; refusal: ModelRefusal }
  | ModelSelection;

export type ModelSelection = {
  kind: "select";
  ref: ModelRef;
  isDefault: boolean;
  alias: string | null;
  /** Null drops a pin that there was. */
  profileId: string | null;
};

const DIRECTIVE = /(?:^|\s)\/model(?=$|\s|:)\s*:?\s*([A-Za-z0-9_.:@-]+(?:\/[A-Za-z0-9_.:@-]+)*)?/i;

/**
 * Finds `/model` in a text, wherever it stands; null without one. Its argument is ASCII only and ends at the first
 * blank. The profile is what follows the first `@` after the last `/`.
 *
 * Source: OpenClaw 2026.3.13, semantics §10.
 */
export function findModelDirective(text: string): ModelDirective | null {
  const found = DIRECTIVE.exec(text);
  if (!found) return null;
  const argument = found[1]?.trim() ?? "";
  return argument === "" ? { model: null, profileId: null } : splitProfile(argument);
}

function splitProfile(argument: string): ModelDirective {
  const at = argument.indexOf("@", argument.lastIndexOf("/") + 1);
  const [model, profileId] = [argument.slice(0, Math.max(at, 0)), argument.slice(at + 1)];
  return model === "" || profileId === "" ? { model: argument, profileId: null } : { model, profileId };
}

/**
 * Says what a directive comes to. `providers` has the provider of each profile the agent can use, by profile id.
 *
 * An exact model or alias comes before a similar one. A profile's provider has to be the model's, letter by letter.
 *
 * Source: OpenClaw 2026.3.13, `maybeHandleModelDirectiveInfo` and `resolveModelSelectionFromDirective` in its bundle.
 */
export function judgeModelDirective(
  { model, profileId }: ModelDirective,
  choices: ModelChoices,
  providers: ReadonlyMap<string, string>,
): ModelVerdict {
  const word = model?.toLowerCase() ?? "";
  if (word === "" || word === "list" || word === "status") {
    if (profileId !== null) return refused({ code: "model_profile_without_model" });
    return { kind: word === "" ? "summary" : word };
  }
  if (/^[0-9]+$/.test(word)) return refused({ code: "model_number" });
  const chosen = chooseModel(choices, model ?? "");
  if ("code" in chosen) return refused(chosen);
  const refusal = profileId === null ? null : refuseProfile(profileId, chosen.ref.provider, providers);
  return refusal ? refused(refusal) : { kind: "select", ...chosen, profileId };
}

const refused = (refusal: ModelRefusal): ModelVerdict => ({ kind: "refused", refusal });

type Chosen = Omit<ModelSelection, "kind" | "profileId">;

function chooseModel(choices: ModelChoices, text: string): Chosen | ModelRefusal {
  const exact = exactModel(choices, text);
  if (exact && (choices.allowed.size === 0 || choices.allowed.has(modelKey(exact.ref)))) return exact;
  const similar = (exact && similarOfProvider(choices, text)) ?? nearestModel(choices, text);
  if (similar) return described(choices, similar);
  if (!exact) return { code: "model_unrecognised", params: { model: text } };
  const { provider, model } = exact.ref;
  return { code: "model_not_allowed", params: { model: `${provider}/${model}` } };
}

function similarOfProvider(choices: ModelChoices, text: string): ModelRef | null {
  const slash = text.indexOf("/");
  return slash === -1 ? null : nearestModel(choices, text.slice(slash + 1), text.slice(0, slash));
}

function exactModel(choices: ModelChoices, argument: string): Chosen | null {
  // As OpenClaw: a second `@` is looked for in what was left of the first.
  const text = splitProfile(argument).model ?? "";
  const alias = text.includes("/")
    ? undefined
    : choices.aliases.findLast((item) => item.alias.toLowerCase() === text.toLowerCase());
  const ref = alias?.ref ?? parseModelRef(text, choices.standard.provider);
  return ref && { ref, isDefault: isStandard(choices, ref), alias: alias?.alias ?? null };
}

function described(choices: ModelChoices, ref: ModelRef): Chosen {
  const alias = choices.aliases.find((item) => modelKey(item.ref) === modelKey(ref))?.alias ?? null;
  return { ref, isDefault: isStandard(choices, ref), alias };
}

function isStandard({ standard }: ModelChoices, ref: ModelRef): boolean {
  return ref.provider === standard.provider && ref.model === standard.model;
}

function refuseProfile(
  profileId: string,
  wanted: string,
  providers: ReadonlyMap<string, string>,
): ModelRefusal | null {
  const provider = providers.get(profileId);
  if (provider === undefined) return { code: "model_profile_not_found", params: { profileId } };
  if (provider === wanted) return null;
  return { code: "model_profile_other_provider", params: { profileId, provider, wanted } };
}
