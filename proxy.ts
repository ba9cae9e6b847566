import { type NextRequest, NextResponse } from "next/server";

/**
 * Puts its policy on every page, with a nonce of its own for each answer, and keeps it out of every cache. What all
 * answers have in common comes from the server (`cli/server/response-headers.ts`).
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
  response.headers.set("cache-control", "private, no-store, max-age=0");
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
