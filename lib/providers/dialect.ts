import type { ProbeEndpoint } from "#lib/domain/probe-endpoint.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import type { CredentialHeader } from "#lib/providers/credential-header.ts";
import type { OutboundRequest } from "#lib/providers/guarded-request.ts";

/** A probe sends no more than this many bytes of body. A whole turn of an agent, as OpenClaw sends it, is 37 000. */
export const BODY_BYTES_MAX = 400;

/** Most tokens a probe's completion may have. */
export const TOKENS_MAX = 8;

/** What a completion is asked with. It costs about ten tokens. */
export const PROMPT = "Reply with OK.";

/** What a dialect adds to a request so that a credential is understood. */
export type Credentials = { credential: CredentialHeader; headers: Readonly<Record<string, string>> };

/** How providers of one kind are spoken to. */
export type Dialect = {
  credentials(endpoint: ProbeEndpoint, secret: SecretText): Credentials;
  /** Headers of every request, also of one without a credential. */
  headers: Readonly<Record<string, string>>;
  completion(endpoint: ProbeEndpoint, model: string, tokensMax: number): { path: string; body: unknown };
};

/** The header that an endpoint takes its keys in. */
export function keyHeader({ keyHeader: header }: ProbeEndpoint, secret: SecretText): CredentialHeader {
  return header === "bearer" ? bearer(secret) : { header, prefix: "", secret };
}

export function bearer(secret: SecretText): CredentialHeader {
  return { header: "authorization", prefix: "Bearer ", secret };
}

/** The request that costs nothing. Without a secret it asks what everyone is answered. */
export function freeRequest(
  dialect: Dialect,
  endpoint: ProbeEndpoint,
  secret: SecretText | null,
): OutboundRequest {
  const { credential, headers } = secret
    ? dialect.credentials(endpoint, secret)
    : { credential: null, headers: {} };
  return {
    method: "GET",
    url: `${endpoint.baseUrl}${endpoint.freeCheck.path}`,
    headers: { accept: "application/json", ...dialect.headers, ...headers },
    credential,
    body: null,
  };
}

/** The smallest completion, or null when the model's name alone would make it large. */
export function completionRequest(
  dialect: Dialect,
  endpoint: ProbeEndpoint,
  input: { secret: SecretText; model: string; tokensMax: number },
): OutboundRequest | null {
  const { credential, headers } = dialect.credentials(endpoint, input.secret);
  const tokensMax = Math.max(1, Math.min(TOKENS_MAX, Math.trunc(input.tokensMax)));
  const { path, body } = dialect.completion(endpoint, input.model, tokensMax);
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > BODY_BYTES_MAX || path.length > BODY_BYTES_MAX) return null;
  return {
    method: "POST",
    url: `${endpoint.baseUrl}${path}`,
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      ...dialect.headers,
      ...headers,
    },
    credential,
    body: text,
  };
}
