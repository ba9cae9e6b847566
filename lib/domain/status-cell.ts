import type { StoredProfile } from "#lib/domain/auth-store.ts";
import { expiryState } from "#lib/domain/expiry-state.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import type { ProfileUse } from "#lib/domain/profile-use.ts";
import type { ProviderEvaluation } from "#lib/domain/provider-evaluation.ts";
import type { RuntimeSource } from "#lib/domain/runtime-credential.ts";

/** How a credential, or an agent's access to a provider, is. The worst first. */
export const STATUS_STATES = [
  "expired",
  "missing",
  "unresolved",
  "held_back",
  "expiring",
  "healthy",
] as const;
export type StatusState = (typeof STATUS_STATES)[number];

/**
 * Why it is so; each has one next step.
 *
 * - `renewed`: an OAuth access token that is over, which OpenClaw renews when it needs it.
 * - `unreadable_store`: nothing to use, and a file that says so because it cannot be read.
 * - `left_out`: an order or `auth.profiles` leaves it out, which is no fault of the credential.
 */
export type StatusCause =
  | "usable"
  | "renewed"
  | "expiring"
  | "expired"
  | "invalid_expires"
  | "missing_credential"
  | "profile_missing"
  | "provider_mismatch"
  | "mode_mismatch"
  | "config_mismatch"
  | "unresolved_ref"
  | "cooldown"
  | "disabled"
  | "left_out"
  | "no_credential"
  | "unreadable_store"
  | "codex_only";

export type Verdict = { state: StatusState; cause: StatusCause };

const STATE_OF: Record<StatusCause, StatusState> = {
  usable: "healthy",
  renewed: "healthy",
  left_out: "healthy",
  expiring: "expiring",
  expired: "expired",
  invalid_expires: "expired",
  cooldown: "held_back",
  disabled: "held_back",
  unresolved_ref: "unresolved",
  missing_credential: "missing",
  profile_missing: "missing",
  provider_mismatch: "missing",
  mode_mismatch: "missing",
  config_mismatch: "missing",
  no_credential: "missing",
  unreadable_store: "missing",
  codex_only: "missing",
};

/** How one profile of an order is. `profile` is null when the store has none of that id; `use` when it was not looked at. */
export function profileVerdict(
  row: ProfileOrderRow,
  profile: StoredProfile | null,
  use: ProfileUse | null,
  nowMs: number,
): Verdict {
  const cause = profileCause(row, profile, use, nowMs);
  return { state: STATE_OF[cause], cause };
}

function profileCause(
  row: ProfileOrderRow,
  profile: StoredProfile | null,
  use: ProfileUse | null,
  nowMs: number,
): StatusCause {
  if (row.eligibility !== "ok") return row.eligibility;
  if (row.excludedBy !== null && row.excludedBy !== "ineligible") return "left_out";
  if (use && !use.usable && use.problem !== "needs_refresh") {
    return use.problem === "no_material" ? "missing_credential" : use.problem;
  }
  if (row.window) return row.window.kind;
  return profile ? endingCause(profile, nowMs) : "usable";
}

/** OAuth with a refresh token is renewed without anyone; without one it ends like a token. */
function endingCause({ type, expires, oauth }: StoredProfile, nowMs: number): StatusCause {
  if (type === "api_key" || expires.kind !== "at") return "usable";
  const ending = expiryState(expires.atMs, nowMs);
  if (oauth?.hasRefresh) return ending === "over" ? "renewed" : "usable";
  if (ending === "over") return "expired";
  return ending === "soon" ? "expiring" : "usable";
}

/** What an agent would use for a provider, how that is, and what is wrong with the profiles beside it. */
export type CellVerdict = Verdict & {
  effective: RuntimeSource | null;
  /** States of its other profiles that want attention. */
  also: StatusState[];
  /** How each profile of the evaluation is, by id. */
  profiles: ReadonlyMap<string, Verdict>;
};

/**
 * Sums an evaluation up. What a run would use decides; without anything to use, the profile that comes nearest does.
 * `auth.profiles` is for all agents: that this one has no such profile of its own is nothing to look after.
 * An OAuth login that only needs a new access token counts as used, because OpenClaw asks for one first.
 */
export function cellVerdict(
  { rows, runtime, basis }: Pick<ProviderEvaluation, "rows" | "runtime" | "basis">,
  profileOf: (profileId: string) => StoredProfile | null,
  useOf: (profileId: string) => ProfileUse | null,
  nowMs: number,
): CellVerdict {
  const profiles = new Map(
    rows.map((row) => {
      const { profileId } = row;
      return [profileId, profileVerdict(row, profileOf(profileId), useOf(profileId), nowMs)] as const;
    }),
  );
  const effective = renewedSource(runtime.tried, profiles, profileOf) ?? runtime.used;
  const own = effective === null ? nearest(profiles, runtime.problem) : ownVerdict(effective, profiles);
  const others = [...profiles]
    .filter(([id, { cause }]) => {
      const isAnothers = cause === "profile_missing" && basis === "config_profiles";
      return id !== effective?.profileId && !isAnothers;
    })
    .map(([, { state }]) => state);
  const also = STATUS_STATES.filter(
    (state) => state !== "healthy" && state !== own.state && others.includes(state),
  );
  return { ...own, effective, also, profiles };
}

function renewedSource(
  tried: ProviderEvaluation["runtime"]["tried"],
  profiles: ReadonlyMap<string, Verdict>,
  profileOf: (profileId: string) => StoredProfile | null,
): RuntimeSource | null {
  for (const { profileId, use } of tried) {
    if (use.usable) return null;
    const isRenewed = use.problem === "needs_refresh" && profileOf(profileId)?.oauth?.hasRefresh === true;
    if (isRenewed && profiles.has(profileId)) {
      return { source: `profile:${profileId}`, kind: "profile", mode: "oauth", profileId, variable: null };
    }
  }
  return null;
}

function ownVerdict({ profileId }: RuntimeSource, profiles: ReadonlyMap<string, Verdict>): Verdict {
  const own = profileId === null ? undefined : profiles.get(profileId);
  return own ?? { state: "healthy", cause: "usable" };
}

/** Of profiles that are all of no use, the one that would be mended first; those left out are named last. */
function nearest(
  profiles: ReadonlyMap<string, Verdict>,
  problem: ProviderEvaluation["runtime"]["problem"],
): Verdict {
  const bad = [...profiles.values()].filter(({ state }) => state !== "healthy");
  const worst = STATUS_STATES.map((state) => bad.find((each) => each.state === state)).find(Boolean);
  if (worst) return worst;
  const isLeftOut = [...profiles.values()].some(({ cause }) => cause === "left_out");
  return { state: "missing", cause: isLeftOut ? "left_out" : (problem ?? "no_credential") };
}
