import type { OutboundProblem } from "#lib/domain/outbound-rule.ts";

/** What a certificate or a handshake failed at. */
export type TlsProblem = "untrusted" | "expired" | "wrong_host" | "handshake";

/**
 * What became of one request. Nothing in it is from the request, so no credential can be in it; `text` is what the
 * server said and may repeat the credential, so it is classified and dropped, or redacted first.
 */
export type OutboundResult = { latencyMs: number } & (
  | {
      outcome: "answered";
      /** 200 to 299 or 400 to 599. */
      status: number;
      /** As sent: seconds, or a date. */
      retryAfter: string | null;
      contentType: string | null;
      text: string;
      /** There was more than is read, or it broke off or could not be decoded. */
      isCut: boolean;
    }
  | { outcome: "redirect"; status: number }
  | { outcome: "refused-address"; problem: OutboundProblem }
  | { outcome: "refused-header"; header: string }
  | { outcome: "tls"; problem: TlsProblem }
  | { outcome: "protocol"; problem: "closed" | "malformed" }
  | { outcome: "proxy"; problem: "unreachable" | "credential_refused" | "refused" }
  | { outcome: "timeout" | "aborted" | "dns" | "connect" | "too-large" }
);

type WithoutLatency<Result> = Result extends unknown ? Omit<Result, "latencyMs"> : never;

export type Outcome = WithoutLatency<OutboundResult>;

/** Ends a request with an outcome. Its message names the outcome and nothing else. */
export class OutboundFailure extends Error {
  override readonly name = "OutboundFailure";
  readonly result: Outcome;

  constructor(result: Outcome) {
    super(result.outcome);
    this.result = result;
  }
}

/** The code of an error of Node, or "". The message is never looked at: it may quote what was sent. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : "";
}
