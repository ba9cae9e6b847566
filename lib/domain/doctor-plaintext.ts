import { readableInline } from "#lib/domain/auth-store.ts";
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

function storeFindings({ own, agentId, storePath }: DoctorAgent, facts: DoctorFacts): DoctorFinding[] {
  return [...(own?.profiles.values() ?? [])].flatMap((profile): DoctorFinding[] => {
    const { profileId, provider, type, oauth } = profile;
    const inline = readableInline(profile);
    const where = { file: storePath, agentId, profileId, provider };
    if (oauth && (oauth.hasAccess || oauth.hasRefresh)) {
      const path = ["profiles", profileId, oauth.hasRefresh ? "refresh" : "access"];
      return [doctorFinding("plaintext_oauth", { ...where, path })];
    }
    // `${NAME}` as the whole value is a reference, not a secret.
    if (inline === null || parseStoredRef(inline.reveal()) !== null) return [];
    const path = ["profiles", profileId, type === "token" ? "token" : "key"];
    return [doctorFinding("plaintext_store", { ...where, path }, {}, sealFix(facts.target))];
  });
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
