import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { account, session, user, verification } from "#db/schema.ts";
import { isReachedByHttps } from "#lib/config.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { hashSessionTokens } from "#lib/hashed-session-tokens.ts";
import { sessionSecret } from "#lib/operations/session-secret.ts";
import { ownSessions } from "#lib/own-sessions.ts";
import type { Runtime } from "#lib/runtime.ts";

import { hashPassword, verifyPassword } from "#lib/vault/password.ts";

const DAY_S = 24 * 60 * 60;

/** Sessions live this long unused; `isSessionOver` says how long at most. */
const SESSION_S = 7 * DAY_S;

/**
 * The session library over our own database and password hashing: who is signed in, and nothing else.
 *
 * Accounts are made by operations. Sign-in attempts are counted by `countSignIn`, per account and per
 * address, in rows that survive a restart, so the library's own limiter is off. A session is made with `startSession`,
 * by callers that have seen every factor the account asks for.
 */
export function createSessions<const P extends BetterAuthPlugin>(
  { db, config }: Pick<Runtime, "db" | "config">,
  plugins: P[],
) {
  const adapter = drizzleAdapter(db.drizzle, {
    provider: "sqlite",
    schema: { user, session, account, verification },
    transaction: false,
  });
  const isHttps = isReachedByHttps(config);
  return betterAuth({
    appName: "Clawkeep",
    baseURL: config.consoleUrl ?? "http://127.0.0.1:3210",
    secret: sessionSecret({ db, actor: { kind: "system" }, nowMs: Date.now() }),
    database: (options: BetterAuthOptions) => hashSessionTokens(adapter(options)),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      password: {
        hash: (password) => hashPassword(new SecretText(password)),
        verify: ({ hash, password }) => verifyPassword(hash, new SecretText(password)),
      },
    },
    user: { additionalFields: { role: { type: "string", required: true, input: false } } },
    session: { expiresIn: SESSION_S, updateAge: DAY_S, cookieCache: { enabled: false } },
    advanced: {
      // A browser takes a cookie of this name only over HTTPS, for this host alone and all of its paths.
      cookiePrefix: isHttps ? "__Host-clawkeep" : "clawkeep",
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: "strict", httpOnly: true, path: "/", secure: isHttps },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [ownSessions(), ...plugins],
  });
}
