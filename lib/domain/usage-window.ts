import type { UsageStats } from "#lib/domain/auth-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

/** A time in which OpenClaw tries a profile last. `untilMs` is Unix milliseconds. */
export type UsageWindow = {
  kind: "cooldown" | "disabled";
  untilMs: number;
  /** OpenClaw's `disabledReason`, `billing` or `auth_permanent` in practice; null for a cooldown. */
  reason: string | null;
};

/** Providers whose profiles OpenClaw never holds back, whatever their stats say. */
const EXEMPT_PROVIDERS: ReadonlySet<string> = new Set(["openrouter", "kilocode"]);

/**
 * The window a profile is in at `nowMs`, or null. It ends at the later of the two timestamps that are
 * still ahead, and is over *at* that time. A disable is named as such even when a longer cooldown runs
 * beside it. `provider` is the profile's own, in any spelling.
 *
 * Source: OpenClaw 2026.3.13, semantics §2.3, §5.3 step 1 and "End of window".
 */
export function usageWindow(
  stats: UsageStats | undefined,
  provider: string,
  nowMs: number,
): UsageWindow | null {
  if (!stats || EXEMPT_PROVIDERS.has(normalizeProvider(provider))) return null;
  const cooldownUntilMs = runningUntil(stats.cooldownUntil, nowMs);
  const disabledUntilMs = runningUntil(stats.disabledUntil, nowMs);
  if (disabledUntilMs !== null) {
    const untilMs = Math.max(disabledUntilMs, cooldownUntilMs ?? 0);
    return { kind: "disabled", untilMs, reason: stats.disabledReason ?? null };
  }
  return cooldownUntilMs === null ? null : { kind: "cooldown", untilMs: cooldownUntilMs, reason: null };
}

function runningUntil(untilMs: number | undefined, nowMs: number): number | null {
  return untilMs !== undefined && Number.isFinite(untilMs) && nowMs < untilMs ? untilMs : null;
}
