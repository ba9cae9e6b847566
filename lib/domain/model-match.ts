import { type ModelRef, modelKey } from "#lib/domain/model-ref.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

/** What `/model` may choose from. */
export type ModelChoices = {
  /** The agent's default model. */
  standard: ModelRef;
  /** Keys as `modelKey` gives them; empty where every model may be chosen. */
  allowed: ReadonlySet<string>;
  aliases: readonly { alias: string; ref: ModelRef }[];
};

const VARIANTS = ["lightning", "preview", "mini", "fast", "turbo", "lite", "beta", "small", "nano"];
const DISTANCE_MAX = 3;
const SCORE_MIN = { ofProvider: 90, ofAny: 120 };

type Scored = { ref: ModelRef; score: number; isDefault: boolean; matching: number; variants: number };

/**
 * The allowed model that a mistyped or shortened name means, null when none is near enough. With a provider only its
 * models count.
 *
 * Source: OpenClaw 2026.3.13, `resolveModelDirectiveSelection` and `scoreFuzzyMatch` in its bundle.
 */
export function nearestModel(choices: ModelChoices, text: string, provider?: string): ModelRef | null {
  const fragment = text.trim().toLowerCase();
  if (fragment === "") return null;
  const wanted = provider ? normalizeProvider(provider) : "";
  const best = candidates(choices, wanted)
    .map((ref) => scored(choices, ref, fragment))
    .sort(compare)[0];
  if (!best) return null;
  return best.score < (wanted === "" ? SCORE_MIN.ofAny : SCORE_MIN.ofProvider) ? null : best.ref;
}

function candidates({ allowed }: ModelChoices, provider: string): ModelRef[] {
  return [...allowed].flatMap((key) => {
    const slash = key.indexOf("/");
    if (slash <= 0) return [];
    const ref = { provider: normalizeProvider(key.slice(0, slash)), model: key.slice(slash + 1) };
    return provider === "" || ref.provider === provider ? [ref] : [];
  });
}

function scored({ standard, aliases }: ModelChoices, ref: ModelRef, fragment: string): Scored {
  const [provider, model] = [ref.provider.toLowerCase(), ref.model.toLowerCase()];
  const isDefault = provider === normalizeProvider(standard.provider) && ref.model === standard.model;
  const named = aliases.filter((item) => modelKey(item.ref) === modelKey(ref));
  const asked = VARIANTS.filter((word) => fragment.includes(word));
  const matching = asked.filter((word) => model.includes(word)).length;
  const variants = VARIANTS.filter((word) => model.includes(word)).length;
  const score = [
    likeness(`${provider}/${model}`, fragment, [220, 140, 110]),
    likeness(provider, fragment, [180, 120, 90]),
    likeness(model, fragment, [160, 110, 80]),
    nearness(fragment, model) * 70,
    ...named.map(({ alias }) => likeness(alias.toLowerCase(), fragment, [140, 90, 60])),
    model.startsWith(provider) ? 30 : 0,
    variantScore(asked.length, matching, variants),
    isDefault ? 20 : 0,
  ].reduce((sum, part) => sum + part, 0);
  return { ref, score, isDefault, matching, variants };
}

type Weights = readonly [exact: number, starts: number, includes: number];

function likeness(value: string, fragment: string, [exact, starts, includes]: Weights): number {
  if (value === fragment) return exact;
  if (value.startsWith(fragment)) return starts;
  return value.includes(fragment) ? includes : 0;
}

function variantScore(asked: number, matching: number, variants: number): number {
  if (asked === 0) return -30 * variants;
  return matching > 0 ? matching * 40 : -20;
}

function compare(a: Scored, b: Scored): number {
  return (
    b.score - a.score ||
    Number(b.isDefault) - Number(a.isDefault) ||
    b.matching - a.matching ||
    a.variants - b.variants ||
    a.ref.model.length - b.ref.model.length ||
    modelKey(a.ref).localeCompare(modelKey(b.ref))
  );
}

/** 3 for the same text, down to 0 for three changed letters and for more. */
function nearness(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > DISTANCE_MAX) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...a.split("")].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= b.length; to += 1) {
      const changed = (row[to - 1] ?? 0) + (letter === b[to - 1] ? 0 : 1);
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return Math.max(0, DISTANCE_MAX - (row[b.length] ?? DISTANCE_MAX));
}
