import { findPersonByEmail } from "#db/repositories/people.ts";
import type { Role } from "#lib/domain/role.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type AccountView = { name: string; email: string; role: Role };

/** Who is signed in, for the account menu. Null for anyone who is no person, and for one who was just removed. */
export function accountView(ctx: ViewContext): AccountView | null {
  if (ctx.actor.kind !== "user") return null;
  const person = findPersonByEmail(ctx.db.reader, ctx.actor.email);
  return person && { name: person.name, email: person.email, role: person.role };
}
