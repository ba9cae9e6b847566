import type { Role } from "#lib/domain/role.ts";

/**
 * Who is asking. `cli` is someone with the database file and the keyring in hand: an owner. A person who asks through
 * the web does so in a session; fresh proofs of identity are bound to it.
 */
export type Actor =
  | { kind: "user"; userId: string; email: string; role: Role; sessionId?: string }
  | { kind: "cli"; osUser: string; role: "owner" }
  | { kind: "gateway"; gatewayId: string }
  | { kind: "visitor" }
  | { kind: "system" };

/** How an actor is named in audit rows and in "changed by". */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "user":
      return actor.email;
    case "cli":
      return `cli:${actor.osUser}`;
    case "gateway":
      return actor.gatewayId;
    default:
      return actor.kind;
  }
}
