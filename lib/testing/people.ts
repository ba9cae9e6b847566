import { mutate } from "#db/mutate.ts";
import { insertPerson } from "#db/repositories/people.ts";
import { session } from "#db/schema.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { actorOf } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { DUMMY_PASSWORD_HASH, hashPassword } from "#lib/vault/password.ts";

export const PASSWORD = new SecretText("FAKE correct horse battery");

type Person = Extract<Actor, { kind: "user" }>;

/** Puts the account of `actorOf(role)`, or of another id, into the database, with a password that nobody knows. */
export function addPerson(ctx: WriteContext, role: Person["role"], id = `user_${role}`): Person {
  const email = id === `user_${role}` ? `${role}@example.test` : `${id}@example.test`;
  insert(ctx, { id, email, role, passwordHash: DUMMY_PASSWORD_HASH });
  return { ...(actorOf(role) as Person), userId: id, email };
}

/** The same with `PASSWORD`, which takes as long as hashing it. */
export async function addPersonWithPassword(ctx: WriteContext, role: Person["role"]): Promise<Person> {
  const person = actorOf(role) as Person;
  const passwordHash = await hashPassword(PASSWORD);
  insert(ctx, { id: person.userId, email: person.email, role, passwordHash });
  return person;
}

/** Signs a person in and gives back the actor that this session acts as. */
export function addSession(ctx: WriteContext, person: Person, id = `session_of_${person.userId}`): Person {
  mutateAsSystem(ctx, (tx) => {
    tx.insert(session)
      .values({
        id,
        token: id.padEnd(43, "-").slice(0, 43),
        userId: person.userId,
        ipAddress: "192.0.2.7",
        userAgent: "curl/8.9.1",
        expiresAt: new Date(NOW_MS + 60 * 60_000),
        createdAt: new Date(NOW_MS),
        updatedAt: new Date(NOW_MS),
      })
      .run();
  });
  return { ...person, sessionId: id };
}

type NewPerson = Omit<Parameters<typeof insertPerson>[1], "name" | "atMs">;

function insert(ctx: WriteContext, person: NewPerson): void {
  mutateAsSystem(ctx, (tx) => insertPerson(tx, { ...person, name: person.id, atMs: NOW_MS }));
}

function mutateAsSystem(ctx: WriteContext, work: (tx: Parameters<typeof insertPerson>[0]) => void): void {
  const stamp = { actorKind: "system", actor: "system", atMs: NOW_MS } as const;
  mutate(ctx.db, stamp, (tx) => {
    work(tx);
    return { result: undefined, audit: { event: "test.prepared", subject: "test" } };
  });
}
