import type { ProbeDialect } from "#lib/domain/probe-rows.ts";
import type { PlainAnswer } from "#lib/testing/fake-provider-server.ts";

type Body = Record<string, unknown>;

const json = (status: number, body: Body, headers: Record<string, string> = {}): PlainAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});

const anthropicError = (status: number, type: string, message: string, headers = {}): PlainAnswer =>
  json(
    status,
    { type: "error", error: { type, message }, request_id: "req_011CTQmv1MVzrMnxDP9yRrLF" },
    headers,
  );

const openaiError = (status: number, message: string, type: string, code: string | null, headers = {}) =>
  json(status, { error: { message, type, param: null, code } }, headers);

const googleError = (code: number, message: string, status: string, details: Body[] = []): PlainAnswer =>
  json(code, { error: { code, message, status, details } });

/** Answers as the providers themselves give them, for a request that is in order and for each way it can fail. */
export const ANTHROPIC = {
  list: json(200, {
    data: [
      { type: "model", id: "claude-test", display_name: "Claude Test", created_at: "2025-02-19T00:00:00Z" },
    ],
    has_more: true,
    first_id: "claude-test",
    last_id: "claude-test",
  }),
  completion: json(200, {
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-test",
    content: [{ type: "text", text: "OK" }],
    stop_reason: "max_tokens",
    usage: { input_tokens: 8, output_tokens: 1 },
  }),
  auth: anthropicError(401, "authentication_error", "invalid x-api-key"),
  expired: anthropicError(401, "authentication_error", "OAuth token has expired. Please obtain a new token."),
  forbidden: anthropicError(
    403,
    "permission_error",
    "Your API key does not have permission to use this resource.",
  ),
  claudeCodeOnly: anthropicError(
    400,
    "invalid_request_error",
    "This credential is only authorized for use with Claude Code and cannot be used for other API requests.",
  ),
  billing: anthropicError(
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
  ),
  format: anthropicError(400, "invalid_request_error", "max_tokens: Field required"),
  noModel: anthropicError(404, "not_found_error", "model: claude-none"),
  rateLimit: anthropicError(
    429,
    "rate_limit_error",
    "This request would exceed your organization's rate limit of 50 requests per minute.",
    { "retry-after": "20" },
  ),
  overloaded: anthropicError(529, "overloaded_error", "Overloaded"),
  trouble: anthropicError(500, "api_error", "Internal server error"),
} as const;

export const OPENAI = {
  list: json(200, {
    object: "list",
    data: [{ id: "gpt-test", object: "model", created: 1, owned_by: "openai" }],
  }),
  completion: json(200, {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "gpt-test",
    choices: [{ index: 0, message: { role: "assistant", content: "O" }, finish_reason: "length" }],
    usage: { prompt_tokens: 8, completion_tokens: 1, total_tokens: 9 },
  }),
  auth: openaiError(
    401,
    "Incorrect API key provided: sk-test***cret. You can find your API key at https://platform.openai.com/account/api-keys.",
    "invalid_request_error",
    "invalid_api_key",
  ),
  noScope: openaiError(
    403,
    "You have insufficient permissions for this operation. Missing scopes: api.model.read.",
    "invalid_request_error",
    null,
  ),
  rateLimit: openaiError(
    429,
    "Rate limit reached for gpt-test in organization org-1.",
    "requests",
    "rate_limit_exceeded",
    {
      "retry-after": "1",
    },
  ),
  quota: openaiError(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    "insufficient_quota",
    "insufficient_quota",
  ),
  noModel: openaiError(
    404,
    "The model `gpt-none` does not exist or you do not have access to it.",
    "invalid_request_error",
    "model_not_found",
  ),
  format: openaiError(
    400,
    "Unsupported parameter: 'max_tokens'.",
    "invalid_request_error",
    "unsupported_parameter",
  ),
  stoppedByLimit: openaiError(
    400,
    "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.",
    "invalid_request_error",
    null,
  ),
  trouble: openaiError(500, "The server had an error while processing your request.", "server_error", null),
  /** OpenRouter, Groq, Mistral, xAI and DeepSeek speak the same dialect with words of their own. */
  openrouterKey: json(200, {
    data: { label: "sk-or-v1-116...0ce", limit: null, usage: 0.1, is_free_tier: false },
  }),
  openrouterAuth: json(401, { error: { message: "User not found.", code: 401 } }),
  openrouterBilling: json(402, {
    error: { message: "Insufficient credits. Add more using https://openrouter.ai/credits", code: 402 },
  }),
  deepseekBilling: openaiError(402, "Insufficient Balance", "unknown_error", "invalid_request_error"),
  groqAuth: openaiError(401, "Invalid API Key", "invalid_request_error", "invalid_api_key"),
  mistralAuth: json(401, { detail: "Unauthorized" }),
  xaiAuth: json(400, {
    code: "Client specified an invalid argument",
    error: "Incorrect API key provided: xa***yz. You can obtain an API key from https://console.x.ai.",
  }),
  togetherList: { status: 200, body: JSON.stringify([{ id: "m", object: "model" }]) } as PlainAnswer,
  errorInSuccess: json(200, { error: { message: "Invalid API key", type: "auth", code: "invalid_api_key" } }),
} as const;

export const GOOGLE = {
  list: json(200, { models: [{ name: "models/gemini-test", version: "001" }], nextPageToken: "x" }),
  completion: json(200, {
    candidates: [{ content: { role: "model" }, finishReason: "MAX_TOKENS", index: 0 }],
    usageMetadata: { promptTokenCount: 1, totalTokenCount: 1 },
  }),
  auth: googleError(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
    },
  ]),
  forbidden: googleError(
    403,
    "Permission denied: Consumer 'api_key:x' has been suspended.",
    "PERMISSION_DENIED",
  ),
  rateLimit: googleError(429, "Resource has been exhausted (e.g. check quota).", "RESOURCE_EXHAUSTED"),
  noModel: googleError(404, "models/gemini-none is not found for API version v1beta", "NOT_FOUND"),
  format: googleError(400, "Invalid JSON payload received.", "INVALID_ARGUMENT"),
  overloaded: googleError(503, "The model is overloaded. Please try again later.", "UNAVAILABLE"),
} as const;

const HTML = { "content-type": "text/html" };
const LOGIN =
  "<!doctype html><html><head><title>Sign in</title></head><body>Sign in to continue</body></html>";

/** Answers of servers that are no provider, and of providers that are not well. */
export const ODD = {
  loginPage: { status: 200, headers: HTML, body: LOGIN },
  badGateway: { status: 502, headers: HTML, body: "<html><body>502 Bad Gateway</body></html>" },
  blocked: { status: 403, headers: HTML, body: "<html><title>Just a moment...</title></html>" },
  utf16: { status: 200, body: Buffer.from('\uFEFF{"data":[]}', "utf16le") },
  utf16Refusal: { status: 401, body: Buffer.from('\uFEFF{"error":"no"}', "utf16le") },
  empty: { status: 200, body: "" },
  emptyObject: { status: 200, body: "{}" },
  text: { status: 200, headers: { "content-type": "text/plain" }, body: "OK" },
  jsonText: { status: 200, body: '"data"' },
  truncated: { status: 200, body: '{"data":[{"id":"a"' },
  unauthorizedPage: { status: 401, headers: HTML, body: LOGIN },
} satisfies Record<string, PlainAnswer>;

/** What a provider of a dialect answers when all is well. */
export const WELL: Record<ProbeDialect, { list: PlainAnswer; completion: PlainAnswer }> = {
  anthropic: ANTHROPIC,
  openai: OPENAI,
  google: GOOGLE,
};
