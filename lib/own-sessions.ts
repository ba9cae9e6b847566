import { randomBytes } from "node:crypto";
import { APIError, createAuthEndpoint, getSessionFromCtx } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

const TOKEN_BYTES = 32;

/**
 * Lets the server make a session for a person of whom it knows enough, whichever way that was proven, and renew the one
 * of who proved it again. The endpoints have no path, so no request reaches them.
 */
export function ownSessions() {
  return {
    id: "clawkeep-own-sessions",
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
      /**
       * Gives the session that the request brings another token, and ends the one it had: what somebody copied before
       * its person proved again who they are is of no use afterwards (ASVS 5.0, 7.2.4).
       */
      renewSession: createAuthEndpoint.serverOnly({ method: "POST", requireHeaders: true }, async (ctx) => {
        const found = await getSessionFromCtx(ctx, { disableCookieCache: true });
        if (!found) throw new APIError("UNAUTHORIZED");
        const token = randomBytes(TOKEN_BYTES).toString("base64url");
        const renewed = await ctx.context.internalAdapter.updateSession(found.session.token, { token });
        if (!renewed) throw new APIError("UNAUTHORIZED");
        await setSessionCookie(ctx, { session: { ...found.session, token }, user: found.user });
        return { token };
      }),
    },
  };
}
