import type { StoredProfile } from "#lib/domain/auth-store.ts";
import { credentialEligibility, profileEligibility } from "#lib/domain/credential-eligibility.ts";
import { type DoctorFinding, doctorFinding, MANUAL, shownTimeMs } from "#lib/domain/doctor.ts";
import type { DoctorAgent, DoctorFacts } from "#lib/domain/doctor-facts.ts";
import { newProfileFix, openclawFix, profileFix } from "#lib/domain/doctor-fix.ts";
import { expiryState } from "#lib/domain/expiry-state.ts";
import { usageWindow } from "#lib/domain/usage-window.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** OpenClaw says `expiring` from here on, equality included (semantics §6.1). */
const EXPIRING_MS = DAY_MS;
/** Longer than a holiday: what nobody used for so long, nobody misses. */
export const UNUSED_DAYS = 45;

/** Profiles of the tools' own logins, which OpenClaw does not keep up any more (semantics §2.4). */
const DEPRECATED: ReadonlySet<string> = new Set(["anthropic:claude-cli", "openai-codex:codex-cli"]);

/** What is wrong with single credentials: their material, their end, their use. Each agent's own file counts once. */
export function credentialFindings(facts: DoctorFacts): DoctorFinding[] {
  return facts.agents.flatMap((agent) =>
    [...(agent.own?.profiles.values() ?? [])].flatMap((profile) => [
      ...materialFindings(agent, profile, facts),
      ...usageFindings(agent, profile, facts),
    ]),
  );
}

function whereOf({ agentId, storePath }: DoctorAgent, profile: StoredProfile, field?: string) {
  const { profileId, provider } = profile;
  const path = ["profiles", profileId, ...(field ? [field] : [])];
  return { file: storePath, agentId, profileId, provider, path };
}

function materialFindings(agent: DoctorAgent, profile: StoredProfile, facts: DoctorFacts): DoctorFinding[] {
  const { type, profileId } = profile;
  const found: DoctorFinding[] = [];
  if (DEPRECATED.has(profileId)) {
    const fix = openclawFix(facts.target, "doctor");
    found.push(doctorFinding("profile_deprecated", whereOf(agent, profile), { profileId }, fix));
  }
  found.push(...mismatchFindings(agent, profile, facts));
  const reason = credentialEligibility(profile, facts.nowMs);
  if (reason === "missing_credential") {
    const code = type === "api_key" ? "key_blank" : "credential_missing";
    const fix = renewal(agent, profile, facts);
    return [...found, doctorFinding(code, whereOf(agent, profile), { profileId, type }, fix)];
  }
  return [...found, ...expiryFindings(agent, profile, facts)];
}

/** What `auth.profiles` says of a profile must fit the store, or OpenClaw passes over the profile (semantics §5.2). */
function mismatchFindings(agent: DoctorAgent, profile: StoredProfile, facts: DoctorFacts): DoctorFinding[] {
  const { profileId, provider, type } = profile;
  const configEntry = facts.config.profiles.get(profileId);
  if (!configEntry) return [];
  const reason = profileEligibility({ profile, provider, configEntry, nowMs: facts.nowMs });
  if (reason !== "provider_mismatch" && reason !== "mode_mismatch") return [];
  const { agentId } = agent;
  const where = {
    file: facts.configFile,
    path: ["auth", "profiles", profileId],
    agentId,
    profileId,
    provider,
  };
  const isMode = reason === "mode_mismatch";
  const params = isMode
    ? { stored: type, configured: configEntry.mode }
    : { stored: provider, configured: configEntry.provider };
  return [doctorFinding("profile_mismatch", where, { profileId, reason, ...params })];
}

function expiryFindings(agent: DoctorAgent, profile: StoredProfile, facts: DoctorFacts): DoctorFinding[] {
  const { type, expires, oauth, profileId } = profile;
  if (type === "api_key" || expires.kind === "absent") return [];
  const where = whereOf(agent, profile, "expires");
  if (expires.kind === "invalid") return [doctorFinding("expires_invalid", where, { profileId, type })];
  // OpenClaw renews by itself what has a refresh token.
  if (oauth?.hasRefresh) return [];
  const code = expiryCode(expires.atMs, facts.nowMs);
  if (code === null) return [];
  const params = { profileId, atMs: expires.atMs };
  return [doctorFinding(code, where, params, renewal(agent, profile, facts))];
}

function expiryCode(atMs: number, nowMs: number) {
  const state = expiryState(atMs, nowMs);
  if (state === "over") return "credential_expired";
  if (state !== "soon") return null;
  return atMs - nowMs <= EXPIRING_MS ? "credential_expiring" : "credential_expires_soon";
}

/** Where a new secret for the profile comes from: from the console where there is one, else from OpenClaw's own commands. */
function renewal({ agentId }: DoctorAgent, profile: StoredProfile, facts: DoctorFacts) {
  const { provider, type, profileId } = profile;
  const { target } = facts;
  if (type === "oauth") return openclawFix(target, "models", "auth", "login", "--provider", provider);
  if (target.gateway)
    return profileFix(
      facts,
      { agentId, profileId },
      newProfileFix(target, provider, { type, agentId, profileId }),
    );
  // OpenClaw pastes tokens only, and only into main's store.
  const words = ["models", "auth", "paste-token", "--provider", provider, "--profile-id", profileId];
  return type === "token" ? openclawFix(target, ...words) : MANUAL;
}

function usageFindings(agent: DoctorAgent, profile: StoredProfile, facts: DoctorFacts): DoctorFinding[] {
  const { profileId, provider } = profile;
  const stats = agent.own?.usageStats.get(profileId);
  const where = { ...whereOf(agent, profile), path: ["usageStats", profileId] };
  const found: DoctorFinding[] = [];
  const window = usageWindow(stats, provider, facts.nowMs);
  if (window) {
    const params = { profileId, atMs: shownTimeMs(window.untilMs), reason: window.reason ?? "" };
    found.push(doctorFinding(`profile_${window.kind}`, where, params));
  }
  const lastUsedMs = stats?.lastUsed ?? 0;
  const days = Math.floor((facts.nowMs - lastUsedMs) / DAY_MS);
  if (lastUsedMs > 0 && days >= UNUSED_DAYS)
    found.push(doctorFinding("profile_unused", where, { profileId, days, atMs: lastUsedMs }));
  return found;
}
