import { literalAddress } from "#lib/domain/ip-address.ts";

/** Where passkeys of a console are good: `rpId` is its host without the port, `origin` what browsers put into each answer. */
export type PasskeyAddress = { rpId: string; origin: string };

/** Browsers have passkeys for names only, and over TLS but for localhost. */
export type PasskeyObstacle = "ip_address" | "no_tls";

/** Whether people who reach the console at this origin can have passkeys there. */
export function passkeyAddress(
  origin: string,
): { ok: true; address: PasskeyAddress } | { ok: false; obstacle: PasskeyObstacle } {
  const url = new URL(origin);
  if (literalAddress(url.hostname) !== null) return { ok: false, obstacle: "ip_address" };
  const isLocal = url.hostname === "localhost" || url.hostname.endsWith(".localhost");
  if (url.protocol !== "https:" && !isLocal) return { ok: false, obstacle: "no_tls" };
  return { ok: true, address: { rpId: url.hostname, origin: url.origin } };
}
