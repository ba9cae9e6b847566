import "server-only";
import { nextCookies } from "better-auth/next-js";
import { runtime } from "#app/_server/runtime.ts";
import { createSessions } from "#lib/sessions.ts";

type Sessions = ReturnType<typeof create>;
const holder = globalThis as typeof globalThis & { clawkeepSessions?: Sessions };

const create = () => createSessions(runtime(), [nextCookies()]);

/** The session library, made on first use because a build has neither database nor keyring. */
export function auth(): Sessions {
  holder.clawkeepSessions ??= create();
  return holder.clawkeepSessions;
}
