import { listAuditRows } from "#db/repositories/audit-log.ts";
import { findGateway } from "#db/repositories/gateways.ts";
import {
  findProfile,
  findPublishedAtMs,
  listProfilesByFingerprint,
  type ProfileRow,
} from "#db/repositories/profiles.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { canPin } from "#lib/domain/profile-id.ts";
import { listItem, type ProfileListItem } from "#lib/views/profiles-view.ts";
import { publishStateReader } from "#lib/views/publish-states.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type ProfileView = ProfileListItem & {
  asOfMs: number;
  /** Its gateway is the demo. */
  isDemo: boolean;
  version: number;
  metadata: ProfileRow["metadata"];
  createdAtMs: number;
  secretChangedAtMs: number | null;
  canPin: boolean;
  /** Other live profiles with the very same secret. */
  sameSecretAs: { rowId: string; profileId: string; agentId: string }[];
  history: { id: number; atMs: number; actor: string; event: string }[];
};

const HISTORY_ROWS = 20;

/** One profile with its history, or null when there is none. Everything but the secret. */
export function profileView(ctx: ViewContext, rowId: string): ProfileView | null {
  const { reader } = ctx.db;
  const row = findProfile(reader, rowId);
  const gateway = row && findGateway(reader, row.gatewayId);
  if (!row || !gateway) return null;
  const twins = row.fingerprint === null ? [] : listProfilesByFingerprint(reader, row.fingerprint);
  const publishState = publishStateReader(gateway)(row, findPublishedAtMs(reader, row));
  return {
    ...listItem(row, gateway.name, publishState, ctx.nowMs),
    asOfMs: ctx.nowMs,
    isDemo: isDemoStateDir(gateway.stateDir),
    version: row.version,
    metadata: row.metadata,
    createdAtMs: row.createdAtMs,
    secretChangedAtMs: row.secretChangedAtMs,
    canPin: canPin(row.profileId),
    sameSecretAs: twins
      .filter((twin) => twin.id !== row.id)
      .map((twin) => ({ rowId: twin.id, profileId: twin.profileId, agentId: twin.agentId })),
    history: listAuditRows(reader, { subject: row.id, limit: HISTORY_ROWS }).map(
      ({ id, atMs, actor, event }) => ({
        id,
        atMs,
        actor,
        event,
      }),
    ),
  };
}
