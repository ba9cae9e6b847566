/**
 * True when our own calls go on to the next key of a list after this error: too many requests, or a quota that is
 * used up. Anything else stops, because another key would not help or would be spent for nothing.
 *
 * `status` is the HTTP status, null when there was no answer. Source: OpenClaw's page "Authentication", "API key
 * rotation behavior": `429`, `rate_limit`, `quota`, `resource exhausted`.
 */
export function isRateLimitError(error: { status: number | null; text: string }): boolean {
  if (error.status === 429) return true;
  const isRefusal = error.status !== null && error.status >= 400;
  return isRefusal && OURS.test(error.text.toLowerCase());
}

/** A number such as 429 in a text may be anything, so it counts as a status only. */
const OURS = /rate[_ -]?limit|quota|resource[_ ](?:has been )?exhausted|too many requests/;

/**
 * True when a gateway of OpenClaw goes on to the next key of its list after an error with this text, which is not
 * the same: a bare `quota` stops it, and `429` anywhere in the text does not.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.2 "Retry rule".
 */
export function gatewayTriesNextKey(text: string): boolean {
  return GATEWAY.test(text.toLowerCase());
}

const GATEWAY = /rate[_ ]limit|429|quota[ _]exceeded|resource[ _]exhausted|too many requests/;
