/** Other spellings OpenClaw folds into one provider id before it compares. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["z.ai", "zai"],
  ["z-ai", "zai"],
  ["opencode-zen", "opencode"],
  ["opencode-go-auth", "opencode-go"],
  ["qwen", "qwen-portal"],
  ["kimi-code", "kimi-coding"],
  ["bedrock", "amazon-bedrock"],
  ["aws-bedrock", "amazon-bedrock"],
  ["bytedance", "volcengine"],
  ["doubao", "volcengine"],
]);

/** Coding plans that use the credentials of their base provider. */
const AUTH_ALIASES: ReadonlyMap<string, string> = new Map([
  ["volcengine-plan", "volcengine"],
  ["byteplus-plan", "byteplus"],
]);

/**
 * The provider id OpenClaw compares order keys and `order set` arguments by: trimmed, lower-cased,
 * aliases folded.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.1.
 */
export function normalizeProvider(provider: string): string {
  const folded = provider.trim().toLowerCase();
  return ALIASES.get(folded) ?? folded;
}

/**
 * The provider id OpenClaw decides by whose credentials a profile belongs to: `normalizeProvider`, and
 * coding plans count as their base provider. `minimax-cn` stays apart from `minimax`.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.1.
 */
export function normalizeAuthProvider(provider: string): string {
  const normalized = normalizeProvider(provider);
  return AUTH_ALIASES.get(normalized) ?? normalized;
}

/** `normalizeAuthProvider` for many profiles of few providers: each spelling is worked out once. */
export function authProviderNormalizer(): (provider: string) => string {
  const known = new Map<string, string>();
  return (provider) => {
    const found = known.get(provider);
    if (found !== undefined) return found;
    const normalized = normalizeAuthProvider(provider);
    known.set(provider, normalized);
    return normalized;
  };
}

/** The other spellings that `normalizeProvider` folds into this id. */
export function aliasesOf(providerId: string): string[] {
  return [...ALIASES].filter(([, target]) => target === providerId).map(([alias]) => alias);
}

/**
 * The first key, in the order given, that means this provider. OpenClaw looks up order overrides this
 * way, so an earlier key in another spelling hides a later one in the normal spelling.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.1.
 */
export function firstKeyForProvider(keys: Iterable<string>, provider: string): string | null {
  const wanted = normalizeProvider(provider);
  for (const key of keys) if (normalizeProvider(key) === wanted) return key;
  return null;
}
