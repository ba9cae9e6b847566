import { type DoctorFinding, doctorFinding } from "#lib/domain/doctor.ts";
import type { DoctorFacts } from "#lib/domain/doctor-facts.ts";
import { publishFix } from "#lib/domain/doctor-fix.ts";

/** Whether what publishing put on the gateway is there, is ours, may ask, and reaches the console; and what has drifted. */
export function publicationFindings(facts: DoctorFacts): DoctorFinding[] {
  return [...installedFindings(facts), ...consoleFindings(facts), ...driftFindings(facts)];
}

function installedFindings({ resolver, target }: DoctorFacts): DoctorFinding[] {
  if (resolver === null) return [];
  const { command, settingsFile, isInstalled, differs, settings } = resolver;
  const fix = publishFix(target);
  if (!isInstalled) return [doctorFinding("resolver_missing", { file: command }, {}, fix)];
  const found: DoctorFinding[] = [];
  if (differs) found.push(doctorFinding("resolver_differs", { file: command }, {}, fix));
  if (settings === "damaged")
    found.push(doctorFinding("resolver_settings_damaged", { file: settingsFile }, {}, fix));
  return found;
}

/** With damaged settings there is neither a token nor an address to speak of. */
function consoleFindings({ resolver, console, target }: DoctorFacts): DoctorFinding[] {
  if (!resolver?.isInstalled || resolver.settings === "damaged" || console === null) return [];
  const where = { file: resolver.settingsFile };
  const fix = publishFix(target);
  const found: DoctorFinding[] = [];
  if (console.token !== "live")
    found.push(doctorFinding("resolver_token_refused", where, { reason: console.token }, fix));
  if (!console.addressMatches) found.push(doctorFinding("resolver_address_differs", where, {}, fix));
  if (console.answers === false) found.push(doctorFinding("resolver_unreachable", where));
  return found;
}

function driftFindings({ console, agents, target }: DoctorFacts): DoctorFinding[] {
  const command = target.gateway ? publishFix(target).command : null;
  return (console?.drift ?? []).map(({ agentId, kind, key, what }) => {
    const file = agents.find((agent) => agent.agentId === agentId)?.storePath ?? null;
    const isProfile = kind === "profile";
    const where = { file, agentId, profileId: isProfile ? key : null, provider: isProfile ? null : key };
    const path = [isProfile ? "profiles" : "order", key];
    return doctorFinding(
      "drift",
      { ...where, path },
      { kind, key, what, agentId },
      { kind: "page", to: { page: "gateway" }, command },
    );
  });
}
