import "server-only";
import { inspect } from "node:util";
import { runtime } from "#app/_server/runtime.ts";
import type { ApiScope } from "#lib/domain/api-scope.ts";
import { FAULT_ANSWERS, isStorageFault } from "#lib/domain/storage-fault.ts";
import { translator } from "#lib/messages.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { type ApiCaller, authenticateApiToken } from "#lib/operations/authenticate-api-token.ts";
import { type ConsoleHealth, consoleHealth } from "#lib/operations/console-health.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

const NO_STORE = { "cache-control": "no-store" } as const;

/** HTTP statuses by the code of a refusal. */
const STATUS: Readonly<Record<string, number>> = {
  query_invalid: 400,
  gateway_choice_needed: 400,
  api_token_unknown: 401,
  signed_out: 401,
  join_token_unknown: 401,
  resolver_token_unknown: 401,
  resolver_token_revoked: 403,
  forbidden: 403,
  api_token_scope_missing: 403,
  api_token_other_gateway: 403,
  backup_gone: 404,
  gateway_not_found: 404,
  gateway_none_registered: 404,
  agent_not_found: 404,
  calendar_link_not_found: 404,
  method_not_allowed: 405,
  request_invalid: 400,
  keyring_passphrase_wrong: 403,
  vault_not_sealed: 409,
  gateway_name_taken: 409,
  gateway_state_dir_taken: 409,
  gateway_on_this_host: 409,
  password_too_long: 413,
  sign_in_limited: 429,
  password_queue_full: 503,
  vault_unusable: 503,
};

/** The headers and the status of a refusal for a storage fault, which any route can meet. */
export function faultAnswer(code: string): { status: number; headers: Record<string, string> } | null {
  if (!isStorageFault(code)) return null;
  const { status, retryAfterS } = FAULT_ANSWERS[code];
  return { status, headers: retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) } };
}

/** What a route without a signed-in person works with. The vault stays closed: nothing here has a sealer or an opener. */
export function machineContext(): WriteContext {
  return { db: runtime().db, actor: { kind: "visitor" }, nowMs: Date.now() };
}

/** The same for the host of a gateway that joined. */
export function hostContext(gatewayId: string): WriteContext {
  return { ...machineContext(), actor: { kind: "gateway", gatewayId } };
}

export type MachineCaller = { ctx: WriteContext; caller: ApiCaller };

/** Whose bearer token a request brings, if it has the scope. A token anywhere else, such as in the address, is none. */
export function machineCaller(request: Request, scope: ApiScope): MachineCaller {
  const ctx = machineContext();
  return { ctx, caller: authenticateApiToken(ctx, bearerToken(request), scope) };
}

export function bearerToken(request: Request): string {
  return /^Bearer (\S{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
}

export function healthOfConsole(): ConsoleHealth {
  return consoleHealth(runtime(), runtime().config.keyringSource);
}

/** Answers a machine; kept by no cache. A refusal is its code and sentence, a bug says only that it is one. */
export async function answerMachine(work: () => Response | Promise<Response>): Promise<Response> {
  try {
    const response = await work();
    response.headers.set("cache-control", NO_STORE["cache-control"]);
    return response;
  } catch (error) {
    const known = asOperationError(error);
    if (known instanceof OperationError) return refusal(known);
    process.stderr.write(`${inspect(error)}\n`);
    return refusal(new OperationError("internal"));
  }
}

/** For every method but GET and HEAD on a route that only tells. */
export function methodNotAllowed(): Response {
  const response = refusal(new OperationError("method_not_allowed"));
  response.headers.set("allow", "GET, HEAD");
  return response;
}

function refusal(error: OperationError): Response {
  const fault = faultAnswer(error.code);
  const status = fault?.status ?? STATUS[error.code] ?? 500;
  const known = fault || STATUS[error.code] !== undefined ? error : new OperationError("internal");
  const { code } = known;
  const message = sentenceOf(translator("en"), known);
  const headers = {
    ...NO_STORE,
    ...fault?.headers,
    ...(known.code === "api_token_unknown" && { "www-authenticate": "Bearer" }),
  };
  return Response.json({ error: { code, message } }, { status, headers });
}
