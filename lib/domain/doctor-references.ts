import {
  type DoctorCode,
  type DoctorFinding,
  type DoctorFix,
  doctorFinding,
  MANUAL,
} from "#lib/domain/doctor.ts";
import type { DoctorFacts, FilePlace, PlacedRef, SecretProviderFacts } from "#lib/domain/doctor-facts.ts";
import { openclawFix, publishFix, shellFix } from "#lib/domain/doctor-fix.ts";
import { normalizeAuthProvider } from "#lib/domain/provider-id.ts";
import { CLAWKEEP_PROVIDER, isOwnRef } from "#lib/domain/publish-plan.ts";
import { checkRefId } from "#lib/domain/secret-ref-grammar.ts";

/**
 * References that will not resolve, as far as it shows without running anything: OpenClaw resolves every one of
 * every agent at start and on reload, and one failure stops it.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.
 */
export function referenceFindings(facts: DoctorFacts): DoctorFinding[] {
  return [
    ...facts.refs.flatMap((placed) => refFinding(placed, facts) ?? []),
    ...[...facts.secretProviders].flatMap(([alias, provider]) => providerFindings(alias, provider, facts)),
    ...shadowedFindings(facts),
  ];
}

type Verdict = {
  code: DoctorCode;
  params?: Record<string, string | number>;
  fix?: DoctorFix;
  variable?: string;
};

function refFinding(placed: PlacedRef, facts: DoctorFacts): DoctorFinding | null {
  const { ref, file, line, column, path, agentId, profileId } = placed;
  const verdict = refVerdict(placed, facts);
  if (verdict === null) return null;
  const where = { file, line, column, path, agentId, profileId, refId: ref.id };
  const params = { source: ref.source, alias: ref.provider, id: ref.id, ...verdict.params };
  const variable = verdict.variable ?? null;
  return doctorFinding(
    verdict.code,
    { ...where, secretProvider: ref.provider, variable },
    params,
    verdict.fix,
  );
}

function refVerdict({ ref }: PlacedRef, facts: DoctorFacts): Verdict | null {
  if (facts.malformedProviders.has(ref.provider)) return null;
  const provider = facts.secretProviders.get(ref.provider);
  if (!provider) {
    // Only an environment reference to the default alias needs no provider.
    if (ref.source === "env" && ref.provider === facts.defaultEnvProvider)
      return envVerdict(ref.id, null, facts);
    return { code: "ref_provider_missing", fix: missingProviderFix(ref.provider, facts) };
  }
  if (provider.source !== ref.source)
    return { code: "ref_source_mismatch", params: { found: provider.source } };
  if (provider.source === "env") return envVerdict(ref.id, provider.allowlist, facts);
  if (provider.source === "file") return fileVerdict(ref.id, provider);
  if (checkRefId("exec", ref.id) !== null) return { code: "ref_exec_id_invalid" };
  const isRefused = isOwnRef(ref) && facts.console && !facts.console.grantedIds.has(ref.id);
  return isRefused ? { code: "ref_not_granted", fix: publishFix(facts.target) } : null;
}

function missingProviderFix(alias: string, { target }: DoctorFacts): DoctorFix {
  return alias === CLAWKEEP_PROVIDER ? publishFix(target) : openclawFix(target, "secrets", "configure");
}

function envVerdict(
  name: string,
  allowlist: readonly string[] | null,
  { variables, knowsProcessEnvironment }: DoctorFacts,
): Verdict | null {
  if (allowlist !== null && !allowlist.includes(name))
    return { code: "ref_env_not_allowlisted", variable: name };
  const found = variables.get(name);
  if (found && !found.blank) return null;
  if (!knowsProcessEnvironment) return { code: "ref_env_unknown", variable: name };
  return { code: found ? "ref_env_blank" : "ref_env_unset", variable: name };
}

function fileVerdict(id: string, provider: Extract<SecretProviderFacts, { source: "file" }>): Verdict | null {
  const reason = provider.values.get(id) ?? null;
  return reason === null ? null : { code: "ref_file_value_missing", params: { reason } };
}

function providerFindings(alias: string, provider: SecretProviderFacts, facts: DoctorFacts): DoctorFinding[] {
  const where = { secretProvider: alias, path: ["secrets", "providers", alias] };
  if (provider.source === "env") return [];
  if (provider.source === "file" && provider.path === null)
    return [doctorFinding("secret_file_unlocated", { ...where, file: facts.configFile }, { alias })];
  const file = provider.source === "file" ? provider.path : provider.command;
  const { problem } = provider;
  const found: DoctorFinding[] = [];
  if (provider.source === "exec" && provider.insecure)
    found.push(doctorFinding("secret_command_insecure", { ...where, file }, { alias }));
  // What publishing installs is mended by publishing; it has findings of its own when it is gone.
  const isOwn = alias === CLAWKEEP_PROVIDER;
  if (problem === null || (isOwn && problem === "missing")) return found;
  const code = provider.source === "file" ? "secret_file_refused" : "secret_command_refused";
  const fix = isOwn ? publishFix(facts.target) : pathFix(provider.source, problem, file ?? "");
  return [...found, doctorFinding(code, { ...where, file }, { alias, reason: problem }, fix)];
}

function pathFix(source: "file" | "exec", problem: string, file: string): DoctorFix {
  if (problem === "open") return shellFix("chmod", source === "file" ? "600" : "go-w", file);
  if (problem === "not_executable") return shellFix("chmod", "u+x", file);
  return MANUAL;
}

/** A key in the config is used only when no profile of the provider works; as a reference it must resolve all the same. */
function shadowedFindings({ configKeyRefs, agents }: DoctorFacts): DoctorFinding[] {
  const stored = new Set(
    agents.flatMap(({ effective }) =>
      [...effective.profiles.values()].map((each) => normalizeAuthProvider(each.provider)),
    ),
  );
  const shadowed = configKeyRefs.filter(({ provider }) => stored.has(normalizeAuthProvider(provider)));
  return shadowed.map(({ provider, place }) =>
    doctorFinding("ref_shadowed", { ...placeOf(place), provider }, { provider }),
  );
}

const placeOf = ({ file, line, column, path }: FilePlace) => ({ file, line, column, path });
