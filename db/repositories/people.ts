import { and, count, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { account, setupCode, signInAttempts, user } from "#db/schema.ts";
import type { Role } from "#lib/domain/role.ts";

export type PersonRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  createdAt: Date;
  disabledAtMs: number | null;
};

const columns = {
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  createdAt: user.createdAt,
  disabledAtMs: user.disabledAtMs,
};

export function countPeople(db: Reader): number {
  return peopleCount(db).get()?.people ?? 0;
}

const peopleCount = keptQuery((db) => db.select({ people: count() }).from(user).prepare());

export function findPersonByEmail(db: Reader, email: string): PersonRow | null {
  return personByEmail(db).get({ email }) ?? null;
}

const personByEmail = keptQuery((db) =>
  db
    .select(columns)
    .from(user)
    .where(eq(user.email, sql.placeholder("email")))
    .prepare(),
);

export function findPerson(db: Reader, id: string): PersonRow | null {
  return personById(db).get({ id }) ?? null;
}

const personById = keptQuery((db) =>
  db
    .select(columns)
    .from(user)
    .where(eq(user.id, sql.placeholder("id")))
    .prepare(),
);

/** Everyone, by their address. */
export function listPeople(db: Reader): PersonRow[] {
  return db.select(columns).from(user).orderBy(user.email).all();
}

/** Owners who can sign in. */
export function countActiveOwners(db: Reader): number {
  const where = and(eq(user.role, "owner"), isNull(user.disabledAtMs));
  return db.select({ owners: count() }).from(user).where(where).get()?.owners ?? 0;
}

export function updatePersonRole(tx: Tx, id: string, role: Role, atMs: number): void {
  tx.update(user)
    .set({ role, updatedAt: new Date(atMs) })
    .where(eq(user.id, id))
    .run();
}

export function updatePersonDisabled(tx: Tx, id: string, disabledAtMs: number | null, atMs: number): void {
  tx.update(user)
    .set({ disabledAtMs, updatedAt: new Date(atMs) })
    .where(eq(user.id, id))
    .run();
}

/** Removes a person with their sessions, password, calendar links and open invitations. */
export function deletePerson(tx: Tx, id: string): void {
  tx.delete(user).where(eq(user.id, id)).run();
}

/** The argon2id hash of a person's password, null for an account without one. */
export function findPasswordHash(db: Reader, userId: string): string | null {
  const where = and(eq(account.userId, userId), eq(account.providerId, "credential"));
  return db.select({ password: account.password }).from(account).where(where).get()?.password ?? null;
}

/** A person and their password, in the shape the session library reads: one `credential` account each. */
export function insertPerson(
  tx: Tx,
  person: { id: string; name: string; email: string; role: Role; passwordHash: string; atMs: number },
): void {
  const at = new Date(person.atMs);
  const { id, name, email, role, passwordHash } = person;
  tx.insert(user).values({ id, name, email, role, emailVerified: true, createdAt: at, updatedAt: at }).run();
  savePasswordHash(tx, { userId: id, passwordHash, atMs: person.atMs });
}

/** Replaces the password of an account, or gives it its first. */
export function savePasswordHash(
  tx: Tx,
  { userId, passwordHash, atMs }: { userId: string; passwordHash: string; atMs: number },
): void {
  const at = new Date(atMs);
  tx.insert(account)
    .values({
      id: `acc_${userId}`,
      accountId: userId,
      providerId: "credential",
      userId,
      password: passwordHash,
      createdAt: at,
      updatedAt: at,
    })
    .onConflictDoUpdate({ target: account.id, set: { password: passwordHash, updatedAt: at } })
    .run();
}

export function findSetupCodeHash(db: Reader): string | null {
  return db.select({ codeHash: setupCode.codeHash }).from(setupCode).get()?.codeHash ?? null;
}

export function saveSetupCode(tx: Tx, codeHash: string, atMs: number): void {
  tx.insert(setupCode)
    .values({ id: 1, codeHash, createdAtMs: atMs })
    .onConflictDoUpdate({ target: setupCode.id, set: { codeHash, createdAtMs: atMs } })
    .run();
}

export function deleteSetupCode(tx: Tx): void {
  tx.delete(setupCode).run();
}

export function countSignInAttempts(db: Reader, bucket: string, sinceMs: number): number {
  const where = and(eq(signInAttempts.bucket, bucket), gt(signInAttempts.atMs, sinceMs));
  return db.select({ attempts: count() }).from(signInAttempts).where(where).get()?.attempts ?? 0;
}

export function insertSignInAttempt(tx: Tx, bucket: string, atMs: number): void {
  tx.insert(signInAttempts).values({ bucket, atMs }).run();
}

/** Forgets a bucket after a success, and everything too old to count. */
export function forgetSignInAttempts(tx: Tx, bucket: string | null, olderThanMs: number): void {
  tx.delete(signInAttempts).where(lt(signInAttempts.atMs, olderThanMs)).run();
  if (bucket !== null) tx.delete(signInAttempts).where(eq(signInAttempts.bucket, bucket)).run();
}
