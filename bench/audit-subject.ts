import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openDatabase } from "#db/client.ts";
import { mutate } from "#db/mutate.ts";
import type { AuditFilter } from "#lib/domain/audit-filter.ts";
import { auditView } from "#lib/views/audit-view.ts";

const START_MS = Date.UTC(2026, 0, 1);
/** One row a minute: a million are almost two years. */
const BETWEEN_MS = 60_000;
const AT_ONCE = 1_000;
const EVENTS = [
  "profile.edited",
  "profile.removed",
  "gateway.published",
  "resolver.answered",
  "audit.verified",
];

/** A log of so many chained rows by 50 people about 10 000 things, written as the product writes them. */
export function openAuditLog(rows: number) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-audit-"));
  const db = openDatabase(path.join(folder, "clawkeep.sqlite"));
  for (let from = 0; from < rows; from += AT_ONCE) {
    const actor = { actorKind: "user", actor: `person${from % 50}@example.test` } as const;
    mutate(db, { ...actor, atMs: START_MS + from * BETWEEN_MS }, () => ({
      result: undefined,
      audit: Array.from({ length: Math.min(AT_ONCE, rows - from) }, (_, n) => ({
        event: EVENTS[(from + n) % EVENTS.length] ?? "",
        subject: `thing${(from + n) % 10_000}`,
        details: { note: "bench" },
      })),
    }));
  }
  const nowMs = START_MS + rows * BETWEEN_MS;
  return {
    /** How many rows the page shows. */
    page: (filter: AuditFilter & { beforeId?: number }): number =>
      auditView({ db, nowMs, actor: { kind: "system" } }, filter).rows.length,
    close: () => {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}
