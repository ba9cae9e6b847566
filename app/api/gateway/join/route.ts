import { answerMachine, bearerToken, machineContext } from "#app/_server/machine.ts";
import { hostBody } from "#app/api/gateway/body.ts";
import { JoinGatewayInput, joinGateway } from "#lib/operations/join-gateway.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export const dynamic = "force-dynamic";

/** Registers the gateway of another host, with a one-time token. */
export function POST(request: Request): Promise<Response> {
  return answerMachine(async () => {
    const input = JoinGatewayInput.safeParse(await hostBody(request));
    if (!input.success) throw new OperationError("request_invalid");
    return Response.json(joinGateway(machineContext(), bearerToken(request), input.data));
  });
}
