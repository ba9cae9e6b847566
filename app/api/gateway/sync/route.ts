import { answerMachine, bearerToken, hostContext, machineContext } from "#app/_server/machine.ts";
import { hostBody } from "#app/api/gateway/body.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { receiveReport, SyncInput } from "#lib/operations/receive-report.ts";
import { identifyGateway } from "#lib/operations/resolve-secrets.ts";

export const dynamic = "force-dynamic";

/** Takes the report of a gateway's host, after it has proved which gateway's, and says what it is to do. */
export function POST(request: Request): Promise<Response> {
  return answerMachine(async () => {
    const caller = identifyGateway(machineContext(), bearerToken(request));
    const input = SyncInput.safeParse(await hostBody(request));
    if (!input.success) throw new OperationError("request_invalid");
    return Response.json(receiveReport(hostContext(caller.gatewayId), caller, input.data));
  });
}
