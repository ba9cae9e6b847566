import type { CredentialType } from "#lib/domain/auth-store.ts";
import type { ProbeRequestKind, ProbeStatus } from "#lib/domain/probe-facts.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";

export type ProbeLimits = {
  deadlineMs?: number;
  /** Of a completion; never more than 8. */
  maxTokens?: number;
};

export type ProviderQuestion = {
  provider: string;
  type: CredentialType;
  secret: SecretText;
  baseUrl: string | null;
  api: string | null;
  model: string | null;
  mayPay: boolean;
  /** `host:port` of servers that are not a provider's own. */
  allowedServers: ReadonlySet<string>;
  limits: ProbeLimits;
  signal: AbortSignal;
};

export type ProviderAnswer = {
  status: ProbeStatus;
  reason: string | null;
  request: ProbeRequestKind;
  httpStatus: number | null;
  latencyMs: number | null;
  costMicrocents: number;
};

export type AskProvider = (question: ProviderQuestion) => Promise<ProviderAnswer>;

export const askProvider: AskProvider = async () => {
  throw new Error("bound to the client when it is there");
};
