import { type InvitationSummary, listInvitations } from "#db/repositories/invitations.ts";
import { listPeople, type PersonRow } from "#db/repositories/people.ts";
import { listLiveSessions, type SessionSummary } from "#db/repositories/people-sessions.ts";
import type { Role } from "#lib/domain/role.ts";
import { type Device, deviceOf } from "#lib/domain/user-agent.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type SessionItem = {
  id: string;
  createdAtMs: number;
  lastUsedAtMs: number;
  address: string | null;
  device: Device;
  /** The session that asks. */
  isThis: boolean;
};

export type PersonItem = {
  id: string;
  name: string;
  email: string;
  role: Role;
  createdAtMs: number;
  disabledAtMs: number | null;
  isSelf: boolean;
  sessions: SessionItem[];
};

export type TeamView = { asOfMs: number; people: PersonItem[]; invitations: InvitationSummary[] };

/** Everyone with an account and their live sessions, and the invitations that can still be accepted. */
export function teamView(ctx: ViewContext): TeamView {
  const sessions = listLiveSessions(ctx.db.reader, ctx.nowMs);
  const sessionsOf = (id: string) => sessions.filter(({ userId }) => userId === id);
  return {
    asOfMs: ctx.nowMs,
    people: listPeople(ctx.db.reader).map((row) => personItem(ctx, row, sessionsOf(row.id))),
    invitations: listInvitations(ctx.db.reader).filter(({ expiresAtMs }) => ctx.nowMs < expiresAtMs),
  };
}

/** One person as the team view has them; null when there is none of this id. */
export function personView(ctx: ViewContext, userId: string): PersonItem | null {
  return teamView(ctx).people.find(({ id }) => id === userId) ?? null;
}

function personItem(ctx: ViewContext, row: PersonRow, sessions: SessionSummary[]): PersonItem {
  const { id, name, email, role, disabledAtMs } = row;
  const isSelf = ctx.actor.kind === "user" && ctx.actor.userId === id;
  return {
    id,
    name,
    email,
    role,
    createdAtMs: row.createdAt.getTime(),
    disabledAtMs,
    isSelf,
    sessions: sessions.map((session) => sessionItem(ctx, session)),
  };
}

function sessionItem({ actor }: ViewContext, session: SessionSummary): SessionItem {
  const { id, address, userAgent, createdAt, lastUsedAt } = session;
  return {
    id,
    createdAtMs: createdAt.getTime(),
    lastUsedAtMs: lastUsedAt.getTime(),
    address: address || null,
    device: deviceOf(userAgent),
    isThis: actor.kind === "user" && actor.sessionId === id,
  };
}
