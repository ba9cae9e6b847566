import { bearerToken, faultAnswer } from "#app/_server/machine.ts";
import { gatewayOpeningContext, resolverDatabase } from "#app/_server/opening.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { identifyGateway, ResolveSecretsInput, resolveSecrets } from "#lib/operations/resolve-secrets.ts";

export const dynamic = "force-dynamic";

const STATUS: Readonly<Record<string, number>> = {
  resolver_token_unknown: 401,
  resolver_token_revoked: 403,
  forbidden: 403,
};

/** Answers a gateway's resolver: who, parse, one operation. A refusal names its code and nothing else. */
export async function POST(request: Request): Promise<Response> {
  try {
    const caller = identifyGateway(resolverDatabase(), bearerToken(request));
    const input = ResolveSecretsInput.safeParse(await request.json().catch(() => null));
    if (!input.success) return refusal("invalid_request", 400);
    const answer = resolveSecrets(gatewayOpeningContext(caller.gatewayId), caller, input.data);
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    return refusal(known.code, STATUS[known.code] ?? 423);
  }
}

function refusal(code: string, status: number): Response {
  const fault = faultAnswer(code);
  const headers = { ...fault?.headers, "cache-control": "no-store" };
  return Response.json({ error: { code } }, { status: fault?.status ?? status, headers });
}
