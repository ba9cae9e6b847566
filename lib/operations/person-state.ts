import type { Reader } from "#db/client.ts";
import { countActiveOwners, findPerson, findPersonByEmail, type PersonRow } from "#db/repositories/people.ts";
import type { Permission, Role } from "#lib/domain/role.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { authorise, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/**
 * `authorise` by what the database says of the actor now. A request read its actor when it began; within the
 * transaction that changes people, another may have been faster.
 */
export function authoriseNow(ctx: WriteContext, db: Reader, permission: Permission): void {
  authorise(ctx.actor, permission);
  if (ctx.actor.kind !== "user" || activePersonMay(db, ctx.actor.userId, permission)) return;
  throw new OperationError("forbidden", { permission });
}

/** Whether this account is there, is not disabled, and has a role that holds the permission now. */
export function activePersonMay(db: Reader, userId: string, permission: Permission): boolean {
  const person = findPerson(db, userId);
  return person !== null && person.disabledAtMs === null && roleAllows(person.role, permission);
}

/** Who is behind a session; null for an account that is disabled or removed, whatever its session says. */
export function activePerson(
  db: Reader,
  userId: string,
): { userId: string; email: string; role: Role } | null {
  const person = findPerson(db, userId);
  if (person === null || person.disabledAtMs !== null) return null;
  return { userId, email: person.email, role: person.role };
}

/** Refuses a disabled or removed account in the words of a wrong password, whichever factors were right. */
export function requireMaySignIn(ctx: Pick<WriteContext, "db">, userId: string): void {
  if (!activePerson(ctx.db.reader, userId)) throw new OperationError("sign_in_failed");
}

/** The person of this id, or `person_not_found`. */
export function requirePerson(db: Reader, userId: string): PersonRow {
  const person = findPerson(db, userId);
  if (!person) throw new OperationError("person_not_found");
  return person;
}

/** The person with this address in any spelling, or `person_not_found`. */
export function requirePersonByEmail(db: Reader, email: string): PersonRow {
  const person = findPersonByEmail(db, email.trim().toLowerCase());
  if (!person) throw new OperationError("person_not_found");
  return person;
}

/**
 * Refuses what would leave a console that nobody can manage: `last_owner`. It counts within the transaction, which no
 * other writer shares, so of two owners who end each other at once one stays.
 */
export function requireAnotherOwner(db: Reader, person: PersonRow): void {
  if (person.role === "owner" && person.disabledAtMs === null && countActiveOwners(db) <= 1)
    throw new OperationError("last_owner");
}
