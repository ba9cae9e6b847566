import type { ProbeResult } from "#lib/providers/probe-credential.ts";

/** What a provider that takes a credential makes of a free request, but for what is said otherwise. */
export function probeResult(otherwise: Partial<ProbeResult> = {}): ProbeResult {
  return {
    status: "ok",
    reasonCode: null,
    kind: "free",
    httpStatus: 200,
    latencyMs: 12,
    retryAfterMs: null,
    message: null,
    advice: null,
    isRateLimit: false,
    gatewayTriesNext: false,
    ...otherwise,
  };
}
