import { answerLive } from "#app/_server/live.ts";
import { methodNotAllowed } from "#app/_server/machine.ts";

export const dynamic = "force-dynamic";

/** Asked by an open page every few seconds: whether what it shows is still so. */
export function GET(request: Request): Promise<Response> {
  return answerLive(request.headers);
}

export {
  methodNotAllowed as DELETE,
  methodNotAllowed as OPTIONS,
  methodNotAllowed as PATCH,
  methodNotAllowed as POST,
  methodNotAllowed as PUT,
};
