import { answerMachine, machineCaller, methodNotAllowed } from "#app/_server/machine.ts";
import { CheckQuery } from "#app/api/check/query.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { checkGateway } from "#lib/views/check-view.ts";
import { machineGateway } from "#lib/views/machine-gateway.ts";

export const dynamic = "force-dynamic";

/** The exit code of `models status --check` as a status: an expired credential is 503, one that ends soon still 200. */
export function GET(request: Request): Promise<Response> {
  return answerMachine(() => {
    const { ctx, caller } = machineCaller(request, "check:read");
    const query = CheckQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!query.success) throw new OperationError("query_invalid");
    const gateway = machineGateway(ctx, query.data.gateway, caller.gatewayId);
    const check = checkGateway(ctx, gateway, query.data.agent);
    const asked = { gateway: gateway.name, asOfMs: ctx.nowMs };
    return Response.json({ ...check, ...asked }, { status: check.exitCode === 1 ? 503 : 200 });
  });
}

export {
  methodNotAllowed as DELETE,
  methodNotAllowed as OPTIONS,
  methodNotAllowed as PATCH,
  methodNotAllowed as POST,
  methodNotAllowed as PUT,
};
