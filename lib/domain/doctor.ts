/** `error`: something does not work, or will not at the next start. `warning`: it works, at a price. `info`: worth knowing. */
export type DoctorSeverity = "error" | "warning" | "info";

/**
 * What the doctor looks for besides what reading a state dir finds anyway. Codes are stable: JSON, links and
 * docs/doctor.md name them. The catalogs hold `doctor.codes.<code>` with `title`, `why` and `fix`.
 */
export const DOCTOR_SEVERITIES = {
  plaintext_store: "warning",
  plaintext_oauth: "info",
  plaintext_config: "warning",
  plaintext_config_env: "warning",
  plaintext_env_file: "warning",
  plaintext_models_json: "warning",
  plaintext_backup: "warning",
  plaintext_migrated: "warning",
  plaintext_legacy: "warning",
  ref_env_unset: "error",
  ref_env_blank: "error",
  ref_env_unknown: "warning",
  ref_env_not_allowlisted: "error",
  ref_provider_missing: "error",
  ref_source_mismatch: "error",
  ref_file_value_missing: "error",
  ref_exec_id_invalid: "error",
  ref_not_granted: "error",
  ref_shadowed: "warning",
  secret_file_refused: "error",
  secret_file_unlocated: "warning",
  secret_command_refused: "error",
  secret_command_insecure: "warning",
  resolver_missing: "error",
  resolver_differs: "warning",
  resolver_settings_damaged: "error",
  resolver_token_refused: "error",
  resolver_address_differs: "warning",
  resolver_unreachable: "error",
  order_disables: "error",
  order_unknown_ids: "warning",
  order_wrong_provider: "warning",
  order_alias_key: "warning",
  order_hides_profiles: "warning",
  secret_duplicate: "warning",
  oauth_shared: "warning",
  credential_expired: "error",
  credential_expiring: "warning",
  credential_expires_soon: "info",
  expires_invalid: "error",
  key_blank: "error",
  credential_missing: "error",
  profile_mismatch: "error",
  profile_deprecated: "warning",
  profile_disabled: "warning",
  profile_cooldown: "info",
  profile_unused: "info",
  folder_open_to_others: "warning",
  clock_skew: "warning",
  newer_release: "warning",
  drift: "warning",
} as const satisfies Record<string, DoctorSeverity>;

export type DoctorCode = keyof typeof DOCTOR_SEVERITIES;

export const DOCTOR_CODES = Object.keys(DOCTOR_SEVERITIES) as DoctorCode[];

/** Where a finding shows. Names, ids and places only: never a value out of a file. */
export type DoctorEvidence = {
  file: string | null;
  /** From 1; null when only the file is known. */
  line: number | null;
  column: number | null;
  /** Into the document, from its top. */
  path: readonly (string | number)[] | null;
  agentId: string | null;
  profileId: string | null;
  /** A model provider, as typed where it was found. */
  provider: string | null;
  variable: string | null;
  /** The alias of a secret provider. */
  secretProvider: string | null;
  refId: string | null;
};

/** A page of the console where the finding can be mended. `rowId` names a profile the console holds. */
export type DoctorPage =
  | { page: "import" | "publish" | "gateway" | "new_profile" }
  | { page: "order"; agentId: string; provider: string }
  | { page: "profile"; rowId: string };

/**
 * What mends a finding. `operation`: the console does it itself, and `command` does the same in a shell.
 * `page`: on a page of the console, or by that command. `manual`: only the sentence says what to do.
 */
export type DoctorFix =
  | { kind: "operation"; operation: "chmod"; file: string; mode: "0600" | "0700"; command: string }
  | { kind: "operation"; operation: "delete"; file: string; command: string }
  | { kind: "page"; to: DoctorPage; command: string | null }
  | { kind: "command"; command: string }
  | { kind: "manual"; command: null };

export type DoctorFinding<Code extends string = DoctorCode> = {
  code: Code;
  severity: DoctorSeverity;
  evidence: DoctorEvidence;
  /** Fill the sentences. Counts, reasons, ids and times; never a value out of a file. */
  params: Readonly<Record<string, string | number>>;
  fix: DoctorFix;
};

const NOWHERE: DoctorEvidence = {
  file: null,
  line: null,
  column: null,
  path: null,
  agentId: null,
  profileId: null,
  provider: null,
  variable: null,
  secretProvider: null,
  refId: null,
};

export function evidence(known: Partial<DoctorEvidence>): DoctorEvidence {
  return { ...NOWHERE, ...known };
}

/** The last instant a JavaScript `Date` can hold, in Unix milliseconds; a store may claim a later one. */
const DATE_MAX_MS = 8_640_000_000_000_000;

/** A time that can be written as a date: one beyond the last date is the last. */
export function shownTimeMs(atMs: number): number {
  return Math.min(atMs, DATE_MAX_MS);
}

export const MANUAL: DoctorFix = { kind: "manual", command: null };

export function doctorFinding(
  code: DoctorCode,
  where: Partial<DoctorEvidence>,
  params: Record<string, string | number> = {},
  fix: DoctorFix = MANUAL,
): DoctorFinding {
  return { code, severity: DOCTOR_SEVERITIES[code], evidence: evidence(where), params, fix };
}

export type DoctorSummary = Record<DoctorSeverity, number>;

export function summaryOf(findings: readonly { severity: DoctorSeverity }[]): DoctorSummary {
  const count = (severity: DoctorSeverity) =>
    findings.filter((finding) => finding.severity === severity).length;
  return { error: count("error"), warning: count("warning"), info: count("info") };
}

/** 1 with an error, else 2 with a warning, else 0. Like `models status --check`, the graver one has the smaller number. */
export function doctorExitCode(summary: DoctorSummary): 0 | 1 | 2 {
  if (summary.error > 0) return 1;
  return summary.warning > 0 ? 2 : 0;
}
