import { eq, lte } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { invitations } from "#db/people-schema.ts";

export type InvitationRow = typeof invitations.$inferSelect;

/** An invitation without its hash, which nobody has to see. */
export type InvitationSummary = Omit<InvitationRow, "tokenHash">;

const columns = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  createdAtMs: invitations.createdAtMs,
  createdBy: invitations.createdBy,
  createdById: invitations.createdById,
  expiresAtMs: invitations.expiresAtMs,
};

/** Every invitation, by its address; those whose time is over are among them until one more is made. */
export function listInvitations(db: Reader): InvitationSummary[] {
  return db.select(columns).from(invitations).orderBy(invitations.email).all();
}

export function findInvitationByHash(db: Reader, tokenHash: string): InvitationRow | null {
  return db.select().from(invitations).where(eq(invitations.tokenHash, tokenHash)).get() ?? null;
}

export function findInvitation(db: Reader, id: string): InvitationSummary | null {
  return db.select(columns).from(invitations).where(eq(invitations.id, id)).get() ?? null;
}

/** Keeps an invitation in the place of an earlier one for the same address, and forgets those that are over. */
export function saveInvitation(tx: Tx, row: InvitationRow): void {
  tx.delete(invitations).where(lte(invitations.expiresAtMs, row.createdAtMs)).run();
  tx.delete(invitations).where(eq(invitations.email, row.email)).run();
  tx.insert(invitations).values(row).run();
}

export function deleteInvitation(tx: Tx, id: string): void {
  tx.delete(invitations).where(eq(invitations.id, id)).run();
}
