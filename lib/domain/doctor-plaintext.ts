import { HELD_BY_GATEWAY, readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import { type DoctorFinding, type DoctorFix, doctorFinding, MANUAL } from "#lib/domain/doctor.ts";
import type { DoctorAgent, DoctorFacts, PlaintextPlace } from "#lib/domain/doctor-facts.ts";
import { deleteFix, newProfileFix, openclawFix, sealFix, shellFix } from "#lib/domain/doctor-fix.ts";
import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { parseStoredRef } from "#lib/domain/secret-ref-grammar.ts";

/**
 * Every secret that lies in the clear: in stores, the config, `.env` files, generated `models.json`, backups and
 * leftovers of older releases. Shell history is not read.
 */
export function plaintextFindings(facts: DoctorFacts): DoctorFinding[] {
  return [
    ...facts.agents.flatMap((agent) => storeFindings(agent, facts)),
    ...facts.plaintext.map((place) => placeFinding(place, facts)),
  ];
}

function storeFindings(agent: DoctorAgent, facts: DoctorFacts): DoctorFinding[] {
  return [...(agent.own?.profiles.values() ?? [])].flatMap((profile): DoctorFinding[] => {
    const { profileId, provider } = profile;
    const where = { file: agent.storePath, agentId: agent.agentId, profileId, provider };
    if (profile.oauth) return oauthFindings(profile, where);
    return profile.inline === HELD_BY_GATEWAY
      ? [heldFinding(profile, where, facts)]
      : inlineFindings(profile, where, facts);
  });
}

type Where = { file: string | null; agentId: string; profileId: string; provider: string };

function oauthFindings({ profileId, oauth }: StoredProfile, where: Where): DoctorFinding[] {
  if (!oauth?.hasAccess && !oauth?.hasRefresh) return [];
  const path = ["profiles", profileId, oauth.hasRefresh ? "refresh" : "access"];
  return [doctorFinding("plaintext_oauth", { ...where, path })];
}

function inlineFindings(profile: StoredProfile, where: Where, facts: DoctorFacts): DoctorFinding[] {
  const inline = readableInline(profile);
  // `${NAME}` as the whole value is a reference, not a secret.
  if (inline === null || parseStoredRef(inline.reveal()) !== null) return [];
  const path = ["profiles", profile.profileId, profile.type === "token" ? "token" : "key"];
  return [doctorFinding("plaintext_store", { ...where, path }, {}, sealFix(facts.target))];
}

/** What a gateway does not show cannot be taken over: it is pasted here, and publishing takes its place. */
function heldFinding({ type }: StoredProfile, where: Where, { target }: DoctorFacts): DoctorFinding {
  const { agentId, profileId, provider } = where;
  const kind = type === "token" ? "token" : "api_key";
  const fix = newProfileFix(target, provider, { type: kind, agentId, profileId });
  return doctorFinding("plaintext_store", where, {}, fix);
}

function placeFinding(place: PlaintextPlace, facts: DoctorFacts): DoctorFinding {
  const { kind, count, variable, file, line, column, path } = place;
  const where = { file, line, column, path, variable };
  return doctorFinding(`plaintext_${kind}`, where, { count }, placeFix(place, facts));
}

function placeFix({ kind, file, variable, inUse }: PlaintextPlace, { target }: DoctorFacts): DoctorFix {
  if (kind === "config") return openclawFix(target, "secrets", "configure");
  if (kind === "config_env" || kind === "env_file") {
    const provider = environmentKeyUse(variable ?? "")?.providers[0];
    return provider ? newProfileFix(target, provider) : MANUAL;
  }
  if (file === null) return MANUAL;
  if (kind === "legacy" && inUse) return sealFix(target);
  return kind === "backup" || kind === "migrated" ? deleteFix(file) : shellFix("rm", "--", file);
}
