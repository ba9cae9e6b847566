import { and, inArray, sql } from "drizzle-orm";
import { alertChannels } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import { auditLog, gateways, profiles, user } from "#db/schema.ts";

/** What people call something, and whether it has been removed since. */
export type NamedThing = { name: string; isGone: boolean };

/**
 * The names of gateways, profiles, channels and people by id, in one query. Of what was removed, the audit log still
 * knows the name it had; an id that is in neither is left out.
 */
export function findNames(db: Reader, ids: readonly string[]): ReadonlyMap<string, NamedThing> {
  if (ids.length === 0) return new Map();
  const [live, gone] = [sql<number>`0`, sql<number>`1`];
  const recorded = sql<string>`coalesce(${auditLog.details} ->> '$.name', ${auditLog.details} ->> '$.email')`;
  const telling = inArray(auditLog.event, ["gateway.removed", "channel.removed", "user.created"]);
  const rows = db
    .select({ id: auditLog.subject, name: recorded, isGone: gone })
    .from(auditLog)
    .where(and(inArray(auditLog.subject, ids), telling))
    .unionAll(
      db
        .select({ id: gateways.id, name: sql<string>`${gateways.name}`, isGone: live })
        .from(gateways)
        .where(inArray(gateways.id, ids)),
    )
    .unionAll(
      db
        .select({ id: profiles.id, name: sql<string>`${profiles.profileId}`, isGone: live })
        .from(profiles)
        .where(inArray(profiles.id, ids)),
    )
    .unionAll(
      db
        .select({ id: user.id, name: sql<string>`${user.email}`, isGone: live })
        .from(user)
        .where(inArray(user.id, ids)),
    )
    .unionAll(
      db
        .select({ id: alertChannels.id, name: sql<string>`${alertChannels.name}`, isGone: live })
        .from(alertChannels)
        .where(inArray(alertChannels.id, ids)),
    )
    .all();
  const names = new Map<string, NamedThing>();
  // What is still there has the last word.
  for (const { id, name, isGone } of rows.sort((one, other) => other.isGone - one.isGone)) {
    names.set(id, { name, isGone: isGone === 1 });
  }
  return names;
}
