import { type DeliveryProblem, type DeliveryResult, failedDelivery } from "#lib/domain/delivery-result.ts";
import { retryAfterMs } from "#lib/domain/probe-transport.ts";
import type { OutboundRequest } from "#lib/providers/guarded-request.ts";
import type { OutboundResult } from "#lib/providers/outbound-result.ts";

/** An answer of a service. `text` may repeat what we sent, so it is looked at and dropped. */
export type ServiceAnswer = { status: number; text: string; retryAfterMs: number | null };

/** What a channel sends, and what it makes of the answer. */
export type Delivery = { request: OutboundRequest; judge(answer: ServiceAnswer): DeliveryResult };

/** A JSON document to an address. */
export function jsonRequest(url: string, body: string): OutboundRequest {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { method: "POST", url, headers, credential: null, body };
}

/** What became of a request, with the judgement of the channel where there was an answer. */
export function deliveryResult(
  result: OutboundResult,
  judge: Delivery["judge"],
  nowMs: number,
): DeliveryResult {
  switch (result.outcome) {
    case "answered": {
      const { status, text, retryAfter } = result;
      return judge({ status, text, retryAfterMs: retryAfterMs(retryAfter, nowMs) });
    }
    case "redirect":
      return failedDelivery("redirected", { httpStatus: result.status });
    case "refused-address":
      return failedDelivery("address_refused");
    case "refused-header":
      return failedDelivery("secret_unusable");
    case "protocol":
    case "too-large":
      return failedDelivery("answer_unreadable");
    default:
      return failedDelivery(result.outcome);
  }
}

/** What an HTTP status alone says: everything below 300 is taken for delivered. */
export function byStatus(answer: ServiceAnswer): DeliveryResult {
  if (answer.status < 300) return { outcome: "delivered" };
  return refused(problemOf(answer.status), answer);
}

/** A refusal with what the answer says about waiting. */
export function refused(
  reason: DeliveryProblem,
  answer: ServiceAnswer,
  retryAfter = answer.retryAfterMs,
): DeliveryResult {
  return failedDelivery(reason, { httpStatus: answer.status, retryAfterMs: retryAfter });
}

/**
 * For services that answer with 200 and a number of their own in the body: 0 is delivered, `known` says what others
 * mean. A number nobody documented is taken for a passing fault, so that it is tried again.
 */
export function byCode(
  answer: ServiceAnswer,
  codeNames: readonly string[],
  known: ReadonlyMap<number, DeliveryProblem>,
  waitMs: number,
): DeliveryResult {
  if (answer.status >= 300) return byStatus(answer);
  const document = jsonObject(answer.text);
  const code = codeNames.map((name) => document[name]).find((value) => typeof value === "number");
  if (code === 0) return { outcome: "delivered" };
  if (typeof code !== "number") return refused("answer_unreadable", answer);
  const reason = known.get(code) ?? "server_error";
  return refused(
    reason,
    answer,
    reason === "rate_limited" ? (answer.retryAfterMs ?? waitMs) : answer.retryAfterMs,
  );
}

/** The members of a JSON object; none of anything else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Seconds of an answer as milliseconds, within a day; null when it is no number of seconds. */
export function secondsAsMs(value: unknown): number | null {
  return typeof value === "number" ? retryAfterMs(String(value), 0) : null;
}

function problemOf(status: number): DeliveryProblem {
  if (status === 401 || status === 403 || status === 407) return "credential_refused";
  if (status === 404 || status === 410) return "not_found";
  if (status === 408 || status === 425) return "timeout";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "server_error" : "message_refused";
}
