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

const DAY_MS = 86_400_000;

/** What people write: the two days are whole days in UTC, and both belong to what is asked for. */
export type AuditWish = Partial<
  Record<"event" | "actor" | "subject" | "text" | "from" | "to", string | undefined>
>;

/** Reads a wish. `invalid` names the days that are none; null when all is well. */
export function auditFilterOf(wish: AuditWish): { filter: AuditFilter; invalid: "from" | "to" | null } {
  const [from, to] = [dayMs(wish.from), dayMs(wish.to)];
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

/** The start of a day such as `2026-11-22` in UTC, in Unix milliseconds; null for a day that is none. */
function dayMs(text: string | undefined): number | null | undefined {
  if (!text) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  // The 31st of a shorter month is read as the 1st of the next.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : ms;
}
