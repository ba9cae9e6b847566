/** Why a message did not arrive. What the receiver said is never part of it. */
export const DELIVERY_PROBLEMS = [
  /** The address leads where nothing is sent to, unless an admin opens it. */
  "address_refused",
  "dns",
  "connect",
  "tls",
  /** The configured proxy cannot be reached or does not let us through. */
  "proxy",
  "timeout",
  /** We stopped before there was an answer. */
  "aborted",
  "redirected",
  "answer_unreadable",
  "rate_limited",
  "server_error",
  /** The receiver does not take our token, signature or login. */
  "credential_refused",
  /** There is no such address, topic or chat, or not any more. */
  "not_found",
  "recipient_refused",
  "message_refused",
  /** The mail server does not offer TLS although it is asked for. */
  "tls_missing",
  /** What the vault holds does not make a request, or does not open. */
  "secret_unusable",
] as const;
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number];

/**
 * What became of one try. `isFinal` says that trying again as it is would end the same.
 *
 * `retryAfterMs` is how long the receiver wants us to wait, in milliseconds from now. `httpStatus` is null where there
 * was no HTTP answer.
 */
export type DeliveryResult =
  | { outcome: "delivered" }
  | {
      outcome: "failed";
      isFinal: boolean;
      reason: DeliveryProblem;
      httpStatus: number | null;
      retryAfterMs: number | null;
    };

/** Trying again helps against what passes by itself; a wrong address or secret stays wrong until a person acts. */
const FINAL: ReadonlySet<DeliveryProblem> = new Set([
  "address_refused",
  "redirected",
  "credential_refused",
  "not_found",
  "recipient_refused",
  "message_refused",
  "tls_missing",
  "secret_unusable",
]);

export function failedDelivery(
  reason: DeliveryProblem,
  answer: { httpStatus?: number | null; retryAfterMs?: number | null } = {},
): Extract<DeliveryResult, { outcome: "failed" }> {
  const { httpStatus = null, retryAfterMs = null } = answer;
  return { outcome: "failed", isFinal: FINAL.has(reason), reason, httpStatus, retryAfterMs };
}
