import { answerMachine, healthOfConsole, machineCaller, methodNotAllowed } from "#app/_server/machine.ts";
import { METRICS_TYPE, metricsText } from "#app/api/metrics/metrics-text.ts";
import { metricsView } from "#lib/views/metrics-view.ts";

export const dynamic = "force-dynamic";

/** Counts and times for Prometheus, of every gateway that the token may read. */
export function GET(request: Request): Promise<Response> {
  return answerMachine(async () => {
    const { ctx, caller } = machineCaller(request, "metrics:read");
    const text = await metricsText(metricsView(ctx, caller.gatewayId), healthOfConsole());
    return new Response(text, { headers: { "content-type": METRICS_TYPE } });
  });
}

export {
  methodNotAllowed as DELETE,
  methodNotAllowed as OPTIONS,
  methodNotAllowed as PATCH,
  methodNotAllowed as POST,
  methodNotAllowed as PUT,
};
