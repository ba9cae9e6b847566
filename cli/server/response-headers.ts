/** Nothing but a page needs more than this; pages bring a policy of their own, with a nonce. */
const NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** On every answer, whatever it is: a page, a file, an API's, a redirect, a refusal. */
const ALWAYS: Readonly<Record<string, string>> = {
  "content-security-policy": NO_PAGE,
  "x-content-type-options": "nosniff",
  // Not `no-referrer`: under it a browser sends `Origin: null` with a plain form, and Next refuses the
  // action of anyone without scripts. This one tells other sites just as little.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  "x-frame-options": "DENY",
};

/** A year. Said only by a console that people reach by HTTPS: a browser that heard it takes no other way. */
const ONLY_HTTPS = { "strict-transport-security": "max-age=31536000" };

/**
 * The headers that every answer of the console has.
 *
 * Source: OWASP ASVS 5.0, 3.4.1–3.4.6 and 3.4.8.
 */
export function securityHeaders(isReachedByHttps: boolean): Readonly<Record<string, string>> {
  return isReachedByHttps ? { ...ALWAYS, ...ONLY_HTTPS } : ALWAYS;
}
