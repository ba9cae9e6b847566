import { DAY_MS, startOfDay } from "#lib/domain/utc-day.ts";

/** Which rows of the audit log someone asked for. All that is said has to be so. */
export type AuditFilter = {
  /** An event, such as `profile.edited`; with a dot at its end every event of a thing: `profile.`. */
  event?: string | undefined;
  /** An actor as the row names it: an e-mail address, `cli:root`, `system`, a gateway's id or its name. */
  actor?: string | undefined;
  /** The id of what was acted on. */
  subject?: string | undefined;
  /** Found in what was acted on: in its id or in its name, in either case. */
  text?: string | undefined;
  /** Unix milliseconds; the row's time is at or after it. */
  fromMs?: number | undefined;
  /** Unix milliseconds; the row's time is before it. */
  untilMs?: number | undefined;
};

/** What people write: the two days are whole days in UTC, and both belong to what is asked for. */
export type AuditWish = Partial<
  Record<"event" | "actor" | "subject" | "text" | "from" | "to", string | undefined>
>;

/** Reads a wish. `invalid` names the days that are none; null when all is well. */
export function auditFilterOf(wish: AuditWish): { filter: AuditFilter; invalid: "from" | "to" | null } {
  const [from, to] = [optionalDay(wish.from), optionalDay(wish.to)];
  const { event, actor, subject, text } = wish;
  const filter: AuditFilter = {
    event: event || undefined,
    actor: actor || undefined,
    subject: subject || undefined,
    text: text || undefined,
    fromMs: from ?? undefined,
    untilMs: to === undefined || to === null ? undefined : to + DAY_MS,
  };
  return { filter, invalid: from === null ? "from" : to === null ? "to" : null };
}

const optionalDay = (text: string | undefined) => (text ? startOfDay(text) : undefined);
