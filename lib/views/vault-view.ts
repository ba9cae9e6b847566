import { listAuditRows } from "#db/repositories/audit-log.ts";
import { type DataKeyUse, listDataKeyUse, mostSeals } from "#db/repositories/data-keys.ts";
import { findRunningRotation, type KeyRotationRow, listRotations } from "#db/repositories/key-rotations.ts";
import { SEALS_MAX, sealWear } from "#lib/domain/key-wear.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** How many envelopes were written under the data key that wrote most, when that is worth a word; else null. */
export function wornDataKey({ db }: Pick<ViewContext, "db">): number | null {
  const seals = mostSeals(db.reader);
  return sealWear(seals) === "fresh" ? null : seals;
}

export type DataKeyItem = Pick<DataKeyUse, "id" | "purpose" | "createdAtMs" | "seals"> & {
  wear: ReturnType<typeof sealWear>;
  /** The newest of its purpose: the one that seals, or makes fingerprints. */
  isInUse: boolean;
};

export type RotationItem = Pick<
  KeyRotationRow,
  | "id"
  | "kind"
  | "targetId"
  | "state"
  | "done"
  | "total"
  | "unreadable"
  | "startedAtMs"
  | "startedBy"
  | "finishedAtMs"
> & { isCancelling: boolean };

export type VaultView = {
  asOfMs: number;
  sealsMax: number;
  dataKeys: DataKeyItem[];
  running: RotationItem | null;
  /** Those that ended, newest first. */
  ended: RotationItem[];
  /** When the keyring was last exported, and an export last tried. */
  recovery: { exportedAtMs: number | null; triedAtMs: number | null };
};

const ENDED_SHOWN = 10;

/** The data keys with what they sealed, the rotation that runs, and the last ones. */
export function vaultView({ db, nowMs }: ViewContext): VaultView {
  const keys = listDataKeyUse(db.reader);
  const running = findRunningRotation(db.reader);
  const lastAt = (event: string) => listAuditRows(db.reader, { limit: 1, event })[0]?.atMs ?? null;
  const ended = listRotations(db.reader, ENDED_SHOWN + 1).filter(({ state }) => state !== "running");
  return {
    asOfMs: nowMs,
    sealsMax: SEALS_MAX,
    dataKeys: keys.map(({ id, purpose, createdAtMs, seals }) => ({
      ...{ id, purpose, createdAtMs, seals, wear: sealWear(seals) },
      isInUse: keys.find((key) => key.purpose === purpose)?.id === id,
    })),
    running: running && itemOf(running),
    ended: ended.slice(0, ENDED_SHOWN).map(itemOf),
    recovery: { exportedAtMs: lastAt("vault.exported"), triedAtMs: lastAt("vault.export_verified") },
  };
}

function itemOf(row: KeyRotationRow): RotationItem {
  const { id, kind, targetId, state, done, total, unreadable, startedAtMs, startedBy, finishedAtMs } = row;
  const isCancelling = state === "running" && row.cancelRequested;
  return {
    ...{ id, kind, targetId, state, done, total, unreadable, startedAtMs, startedBy, finishedAtMs },
    isCancelling,
  };
}
