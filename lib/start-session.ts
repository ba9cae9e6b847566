import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

/**
 * Lets the server make a session for a person of whom it knows enough, whichever way that was proven. The endpoint has
 * no path, so no request reaches it.
 */
export function startSession() {
  return {
    id: "clawkeep-start-session",
    endpoints: {
      startSession: createAuthEndpoint.serverOnly(
        { method: "POST", body: z.strictObject({ userId: z.string() }), requireHeaders: true },
        async (ctx) => {
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(ctx.body.userId);
          if (!user) throw new APIError("UNAUTHORIZED");
          const session = await internalAdapter.createSession(user.id);
          if (!session) throw new APIError("INTERNAL_SERVER_ERROR");
          await setSessionCookie(ctx, { session, user });
          return { token: session.token };
        },
      ),
    },
  };
}
