import { SecretText } from "#lib/domain/secret-text.ts";

/** The HTTP proxy that requests to the public Internet go through. */
export type OutboundProxy = {
  isTls: boolean;
  /** A name or an address, an IPv6 address without brackets. */
  host: string;
  port: number;
  /** `user:password` in UTF-8 and base64, as the header wants it (RFC 7617); null for a proxy that wants none. */
  login: SecretText | null;
};

/** The text may hold a password, so a refusal says nothing of it. */
export type ReadProxy = { ok: true; proxy: OutboundProxy } | { ok: false };

/**
 * Reads a proxy's URL, such as `http://user:password@proxy.example:3128`: scheme `http` or `https`, a host, and nothing
 * after the port. Without a port it is the scheme's own, 80 or 443.
 */
export function readOutboundProxy(text: string): ReadProxy {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return { ok: false };
  if (url.hostname === "" || url.pathname !== "/" || url.search !== "" || url.hash !== "")
    return { ok: false };
  const login = loginOf(url);
  if (login === undefined) return { ok: false };
  const isTls = url.protocol === "https:";
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  return { ok: true, proxy: { isTls, host: url.hostname.replace(/^\[|\]$/g, ""), port, login } };
}

/** Null without a login, and undefined for one that cannot be decoded or has a character that ends a header. */
function loginOf({ username, password }: URL): SecretText | null | undefined {
  if (username === "" && password === "") return null;
  try {
    const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return /^[^\p{Cc}]*$/u.test(text) ? new SecretText(base64(text)) : undefined;
  } catch {
    return undefined;
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
