import { maskTail } from "#lib/domain/mask.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

/** The variables one provider's rotation list is made of. */
export type RotationVariables = {
  /** When filled, its value is the whole list. */
  liveSingle: string;
  /** Keys separated by blanks, commas or semicolons. */
  listVar: string;
  primaryVar: string;
  /** Every variable whose name begins so. */
  prefixedVar: string;
  fallbackVars: readonly string[];
};

/** What a key's variable is in the list. */
export type RotationSource = "live" | "list" | "primary" | "numbered" | "fallback";

export type RotationEntry = {
  key: SecretText;
  source: RotationSource;
  variable: string;
  /** The variable of an earlier entry with the same key, for which OpenClaw leaves this one out; else null. */
  duplicateOf: string | null;
};

/**
 * The names OpenClaw reads for a provider. They follow the provider's id, not the names its chats use.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.2.
 */
export function rotationVariables(provider: string): RotationVariables {
  const normalized = normalizeProvider(provider);
  const isGoogle = normalized === "google" || normalized === "google-vertex";
  const base = isGoogle ? "GEMINI" : normalized.toUpperCase().replaceAll("-", "_");
  return {
    liveSingle: `OPENCLAW_LIVE_${base}_KEY`,
    listVar: normalized === "anthropic" ? "OPENCLAW_LIVE_ANTHROPIC_KEYS" : `${base}_API_KEYS`,
    primaryVar: `${base}_API_KEY`,
    prefixedVar: `${base}_API_KEY_`,
    fallbackVars: isGoogle ? ["GOOGLE_API_KEY"] : [],
  };
}

/** True when a provider's rotation list takes keys from a variable of this name. */
export function isRotationName(name: string, provider: string): boolean {
  const { liveSingle, listVar, primaryVar, prefixedVar, fallbackVars } = rotationVariables(provider);
  return [liveSingle, listVar, primaryVar, ...fallbackVars].includes(name) || name.startsWith(prefixedVar);
}

/**
 * The keys OpenClaw tries in turn for media understanding and Gemini embeddings, in its order, and those it leaves
 * out because an earlier one is the same. Chats never use this list. `variables` is in environment order, which
 * decides among the numbered names.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.2.
 */
export function rotationList(
  provider: string,
  variables: ReadonlyMap<string, { value: SecretText }>,
): RotationEntry[] {
  const names = rotationVariables(provider);
  const filledText = (name: string) => variables.get(name)?.value.reveal().trim() ?? "";
  const live = filledText(names.liveSingle);
  if (live !== "") return marked([{ text: live, source: "live", variable: names.liveSingle }]);
  const single = (source: RotationSource) => (variable: string) => ({
    text: filledText(variable),
    source,
    variable,
  });
  const numbered = [...variables.keys()].filter((name) => name.startsWith(names.prefixedVar));
  return marked([
    ...filledText(names.listVar)
      .split(/[\s,;]+/)
      .map((text): Candidate => ({ text, source: "list", variable: names.listVar })),
    single("primary")(names.primaryVar),
    ...numbered.map(single("numbered")),
    ...names.fallbackVars.map(single("fallback")),
  ]);
}

/** Below this a key is too short to show any of it; real ones are longer. */
const SHOWN_LENGTH_MIN = 8;

/** How a key of the list is shown: its last four characters tell entries apart, which a shorter limit than usual allows. */
export function maskRotationKey(key: SecretText): string {
  return maskTail(key.tail(SHOWN_LENGTH_MIN));
}

type Candidate = { text: string; source: RotationSource; variable: string };

function marked(candidates: Candidate[]): RotationEntry[] {
  const first = new Map<string, string>();
  const filled = candidates.filter(({ text }) => text !== "");
  return filled.map(({ text, source, variable }) => {
    const duplicateOf = first.get(text) ?? null;
    if (duplicateOf === null) first.set(text, variable);
    return { key: new SecretText(text), source, variable, duplicateOf };
  });
}
