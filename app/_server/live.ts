import "server-only";
import { auth } from "#app/_server/auth.ts";
import { answerMachine, machineContext } from "#app/_server/machine.ts";
import { namedByProxy } from "#app/_server/named-by-proxy.ts";
import { runtime } from "#app/_server/runtime.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { activePerson } from "#lib/operations/person-state.ts";
import { isSomeoneElse } from "#lib/operations/proxy-sign-in.ts";
import { mustSetUpSecondFactor } from "#lib/operations/second-step.ts";
import { isSessionOver } from "#lib/operations/session-age.ts";
import { isSetupOpen } from "#lib/operations/setup.ts";
import { liveVersion } from "#lib/views/live-version.ts";

/**
 * Tells a signed-in person's page whether it is still right. It does not count as using the session: a page that was
 * left open must not keep anyone signed in.
 */
export function answerLive(headers: Headers): Promise<Response> {
  return answerMachine(async () => {
    const found = isSetupOpen(runtime())
      ? null
      : await auth().api.getSession({ headers, query: { disableRefresh: true } });
    const person = found && activePerson(runtime().db.reader, found.user.id);
    if (!person || isSomeoneElse(await namedByProxy(headers), person)) throw new OperationError("signed_out");
    const visit = { userId: person.userId, startedAtMs: found.session.createdAt.getTime() };
    if (isSessionOver(machineContext(), visit)) throw new OperationError("signed_out");
    if (mustSetUpSecondFactor(runtime(), { kind: "user", ...person })) throw new OperationError("signed_out");
    return Response.json(liveVersion(machineContext()));
  });
}
