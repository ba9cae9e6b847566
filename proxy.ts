import { type NextRequest, NextResponse } from "next/server";

/** The same on every page, whatever it shows. */
const FIXED_HEADERS: Record<string, string> = {
  "x-content-type-options": "nosniff",
  // Not `no-referrer`: under it a browser sends `Origin: null` with a plain form, and Next refuses the
  // action of anyone without scripts. This one tells other sites just as little.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  "x-frame-options": "DENY",
  "cache-control": "private, no-store, max-age=0",
};

/**
 * Puts the security headers on every page, with a nonce of its own for each answer.
 *
 * Next reads the nonce from the policy on the request and puts it on its scripts. Nothing is authorised
 * here: operations do that, by the actor in their context.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(newNonce());
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(FIXED_HEADERS)) response.headers.set(name, value);
  return response;
}

/** All but files with a hash in their name and the API, whose routes answer no pages and set headers of their own. */
export const config = { matcher: ["/((?!api/|_next/static/|icon\\.svg$).*)"] };

/** 128 random bits. */
function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

function contentSecurityPolicy(nonce: string): string {
  // biome-ignore lint/style/noProcessEnv: Next replaces this with a constant when it builds.
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    // While developing, React explains errors through eval and Next's own panel brings its styles along.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
