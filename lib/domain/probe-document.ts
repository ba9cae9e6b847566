import type { CredentialType } from "#lib/domain/auth-store.ts";
import { compareWords } from "#lib/domain/compare-words.ts";
import type { ProbeSource, ProbeState } from "#lib/domain/probe-facts.ts";

/** One probe as `openclaw models status --probe --json` writes it. */
export type ProbeDocumentResult = {
  provider: string;
  model?: string;
  profileId?: string;
  label: string;
  source: ProbeSource;
  mode: CredentialType;
  status: Exclude<ProbeState, "skipped">;
  reasonCode?: string;
  error?: string;
  latencyMs?: number;
};

/** `auth.probes` of the document. Moments are Unix milliseconds. */
export type ProbeDocument = {
  startedAt: number;
  finishedAt: number;
  durationMs: number;
  totalTargets: number;
  options: {
    provider?: string;
    profileIds: readonly string[];
    timeoutMs: number;
    concurrency: number;
    maxTokens: number;
  };
  results: ProbeDocumentResult[];
};

/** A probe that is over, as the rules see it. */
export type ProbeOutcome = {
  provider: string;
  source: ProbeSource;
  profileId: string | null;
  type: CredentialType;
  model: string | null;
  status: ProbeState;
  reason: string | null;
  latencyMs: number | null;
  /** The provider's own sentence, without the credential; null when there is none or it was not kept. */
  message: string | null;
};

const SOURCE_LABELS = { env: "env", "models.json": "models.json" } as const;

/** OpenClaw's words for its own reason codes; the second line is its too. */
const OPENCLAW_ERRORS: Readonly<Record<string, string>> = {
  excluded_by_auth_order: "Excluded by auth.order for this provider.",
  missing_credential: authReason("missing_credential", "no inline credential or SecretRef is configured."),
  expired: authReason("expired", "token credentials are expired."),
  invalid_expires: authReason("invalid_expires", "token expires must be a positive Unix ms timestamp."),
  unresolved_ref: authReason("unresolved_ref", "could not resolve SecretRef."),
  ineligible_profile: authReason("ineligible_profile", "profile is incompatible with provider config."),
  no_model: "No model available for probe",
};

function authReason(code: string, text: string): string {
  return `Auth profile credentials are missing or expired.\n↳ Auth reason [${code}]: ${text}`;
}

/**
 * Results in OpenClaw's shape and order: those that nobody was asked about first, each group by provider and label.
 * A probe that was skipped has OpenClaw's status for it, `unknown`, or `no_model`, and its reason code; `sentenceOf`
 * says what OpenClaw has no words for.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.2.
 */
export function probeResults(
  outcomes: readonly ProbeOutcome[],
  sentenceOf: (outcome: ProbeOutcome) => string,
): ProbeDocumentResult[] {
  const asked = (outcome: ProbeOutcome) => Number(outcome.status !== "skipped");
  return [...outcomes]
    .sort(
      (a, b) =>
        asked(a) - asked(b) || compareWords(a.provider, b.provider) || compareWords(labelOf(a), labelOf(b)),
    )
    .map((outcome) => resultOf(outcome, sentenceOf));
}

function resultOf(outcome: ProbeOutcome, sentenceOf: (outcome: ProbeOutcome) => string): ProbeDocumentResult {
  const { provider, source, profileId, type, model, status, reason, latencyMs } = outcome;
  const isOk = status === "ok";
  return {
    provider,
    ...(model === null ? {} : { model: `${provider}/${model}` }),
    ...(profileId === null ? {} : { profileId }),
    label: labelOf(outcome),
    source,
    mode: type,
    status: status === "skipped" ? (reason === "no_model" ? "no_model" : "unknown") : status,
    ...(reason === null ? {} : { reasonCode: reason }),
    ...(isOk ? {} : { error: OPENCLAW_ERRORS[reason ?? ""] ?? sentenceOf(outcome) }),
    ...(latencyMs === null ? {} : { latencyMs }),
  };
}

function labelOf({ source, profileId }: Pick<ProbeOutcome, "source" | "profileId">): string {
  return source === "profile" ? (profileId ?? "") : SOURCE_LABELS[source];
}

/** The block "Auth probes" of the text. */
export function probeLines({ results, durationMs }: ProbeDocument): string[] {
  if (results.length === 0) return ["Auth probes", "- none"];
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  const summary = [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
  return [
    "Auth probes",
    ...results.flatMap((result) => {
      const { model, provider, label, mode, status, latencyMs, error, reasonCode } = result;
      const took = latencyMs === undefined ? "" : ` · ${latencyMs}ms`;
      const code = reasonCode === undefined ? "" : ` [${reasonCode}]`;
      const why = (error ?? "").split("\n").filter((line) => line !== "");
      return [
        `- ${model ?? provider} | ${label} (${mode}) | ${status}${code}${took}`,
        ...why.map((line) => `  ${line.startsWith("↳") ? line : `↳ ${line}`}`),
      ];
    }),
    `${summary} in ${durationMs}ms`,
  ];
}
