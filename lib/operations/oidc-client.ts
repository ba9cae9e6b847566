import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  type CustomFetchOptions,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
} from "openid-client";
import { type Claims, lacksClaims, type RoleRule } from "#lib/domain/oidc-claims.ts";
import type { Allowance } from "#lib/domain/outbound-rule.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { guardedRequest, type OutboundRequest } from "#lib/providers/guarded-request.ts";
import type { OutboundResult } from "#lib/providers/outbound-result.ts";

/** The provider as the console knows it; the secret is null for a public client. */
export type OidcClient = {
  issuer: string;
  clientId: string;
  secret: SecretText | null;
  scopes: string;
  allowances: readonly Allowance[];
};

export type OidcTexts = { state: string; nonce: string; codeVerifier: string };

const TIMEOUT_S = 8;
const FORM_BYTES_MAX = 64 * 1024;

/** What the provider says of itself. Throws `oidc_unreachable`, `oidc_answer_unusable`, `oidc_issuer_differs`. */
export async function discoverProvider(client: OidcClient): Promise<Configuration> {
  const issuer = new URL(client.issuer);
  const how = issuer.protocol === "http:" ? [allowInsecureRequests] : [];
  const first = await discovered(client, issuer, None(), how);
  if (client.secret === null) return first;
  // A provider that says nothing takes the secret in the header (OpenID Connect Discovery 1.0, §3).
  const methods = first.serverMetadata().token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const text = client.secret.reveal();
  const authentication = methods.includes("client_secret_basic")
    ? ClientSecretBasic(text)
    : ClientSecretPost(text);
  return discovered(client, issuer, authentication, how);
}

/** Where the browser goes: authorization code with PKCE, state and nonce. */
export async function authorizationUrl(
  provider: Configuration,
  client: Pick<OidcClient, "scopes">,
  redirectUri: string,
  { state, nonce, codeVerifier }: OidcTexts,
): Promise<URL> {
  return buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    response_type: "code",
    scope: client.scopes,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
  });
}

/**
 * Who came back, from an ID token whose signature, issuer, audience, times and nonce were checked, and from userinfo
 * where it leaves something open. Tokens are dropped. Throws `oidc_refused_there` for what the provider says no to,
 * `oidc_refused` for any answer that is not the one to this question, `oidc_unreachable`.
 */
export async function personFrom(
  provider: Configuration,
  currentUrl: URL,
  { state, nonce, codeVerifier }: OidcTexts,
  rule: RoleRule,
): Promise<Claims & { sub: string }> {
  const tokens = await authorizationCodeGrant(provider, currentUrl, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  }).catch((error: unknown) => {
    throw grantError(error, currentUrl);
  });
  const claims = tokens.claims();
  if (!claims) throw new OperationError("oidc_refused");
  if (!lacksClaims(claims, rule) || !provider.serverMetadata().userinfo_endpoint) return claims;
  const more = await fetchUserInfo(provider, tokens.access_token, claims.sub).catch((error: unknown) => {
    throw unreachable(error) ?? new OperationError("oidc_refused");
  });
  // What is signed goes before what is not.
  return { ...more, ...claims };
}

function discovered(
  client: OidcClient,
  issuer: URL,
  authentication: ReturnType<typeof None>,
  how: ((config: Configuration) => void)[],
): Promise<Configuration> {
  const options = {
    timeout: TIMEOUT_S,
    [customFetch]: guardedFetch(client.allowances),
    execute: [...how, enableNonRepudiationChecks],
  };
  return discovery(issuer, client.clientId, undefined, authentication, options).catch((error: unknown) => {
    const code = codeOf(error);
    const isOther = code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";
    throw unreachable(error) ?? new OperationError(isOther ? "oidc_issuer_differs" : "oidc_answer_unusable");
  });
}

/** The library's requests, through the one way out: checked addresses, no redirects, limits on time and size. */
function guardedFetch(allowances: readonly Allowance[]): CustomFetch {
  return async (url, { signal, ...asked }) => {
    const request = outboundRequest(url, asked);
    return responseOf(url, await guardedRequest(request, { allowances, ...(signal && { signal }) }));
  };
}

function outboundRequest(
  url: string,
  { method, headers, body }: Pick<CustomFetchOptions, "method" | "headers" | "body">,
): OutboundRequest {
  const text = body === undefined || body === null ? null : String(body);
  const isUsual = (method === "GET" || method === "POST") && (text?.length ?? 0) <= FORM_BYTES_MAX;
  if (!isUsual) throw new OperationError("oidc_refused");
  const sent = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  return { method, url, headers: sent, credential: null, body: text };
}

function responseOf(url: string, result: OutboundResult): Response {
  if (result.outcome !== "answered" || result.isCut) {
    const why = result.outcome === "refused-address" ? result.problem : result.outcome;
    throw new OperationError("oidc_unreachable", { host: new URL(url).host, why });
  }
  const headers = result.contentType === null ? undefined : { "content-type": result.contentType };
  return new Response(result.text, { status: result.status, ...(headers && { headers }) });
}

/** The provider's own refusal has a code of a fixed list; everything else is an answer we do not take. */
function grantError(error: unknown, currentUrl: URL): Error {
  const known = unreachable(error);
  if (known) return known;
  const isTheirs = codeOf(error) === "OAUTH_AUTHORIZATION_RESPONSE_ERROR";
  const said = currentUrl.searchParams.get("error") ?? "";
  if (isTheirs && /^[a-z_]{1,40}$/.test(said)) return new OperationError("oidc_refused_there", { said });
  return new OperationError("oidc_refused");
}

/** Our own refusal, which the library may have wrapped. */
function unreachable(error: unknown): OperationError | null {
  if (error instanceof OperationError) return error;
  return error instanceof Error && error.cause !== undefined ? unreachable(error.cause) : null;
}

/** The library's codes say what failed; its messages may quote what was sent. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : "";
}
