import { queryText } from "#app/_server/address.ts";
import { addressOf } from "#app/(console)/address.ts";
import type { AuditWish } from "#lib/domain/audit-filter.ts";

const FIELDS = ["event", "actor", "subject", "text", "from", "to"] as const;

/** What the address says about which rows to show. */
export function auditWishOf(params: Record<string, string | string[] | undefined>): AuditWish {
  return Object.fromEntries(FIELDS.map((field) => [field, queryText(params[field])]));
}

export const auditAddress = (wish: AuditWish, beforeId?: number): string =>
  addressOf("/audit", { ...wish, before: beforeId });
