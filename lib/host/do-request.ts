import type { HostRequest } from "#lib/domain/host-request.ts";
import type { PlanChange } from "#lib/domain/publish-plan.ts";
import type { PlacedConfigChange, PublishReceipt, ReloadOutcome } from "#lib/domain/publish-receipt.ts";
import { type HostReading, hostGround, readHostGateway } from "#lib/host/host-gateway.ts";
import { hostFiles, type Membership } from "#lib/host/host-settings.ts";
import { placementNotes } from "#lib/openclaw/config-placement.ts";
import { type ConfigWrites, writeConfig } from "#lib/openclaw/config-write.ts";
import { readForReplace, replaceFile } from "#lib/openclaw/durable-file.ts";
import { reloadAsItself } from "#lib/openclaw/openclaw-cli.ts";
import { installResolver } from "#lib/openclaw/resolver-install.ts";
import type { StoreWrite } from "#lib/openclaw/store-file.ts";
import { commandTarget } from "#lib/operations/ask-gateway.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { unnoticed, writtenFiles } from "#lib/operations/publish-gateway.ts";
import { ownResolverText, type PublishGround, refuseHeldProvider } from "#lib/operations/publish-ground.ts";
import { RELOAD_COMMAND } from "#lib/operations/reload-gateway.ts";
import { planUnpublish } from "#lib/operations/unpublish-plan.ts";
import { writeCredentials } from "#lib/operations/write-credentials.ts";

/** A gateway whose config was changed starts itself again. */
const RESTART_MS = 45_000;

export type DoneRequest = Omit<PublishReceipt, "gatewayId" | "kind" | "atMs">;
type Plan = { publicationId: string; changes: PlanChange[]; config: PlacedConfigChange[] };

/**
 * Does what the console asked of this host's gateway, in the order in which it publishes to one of its own, and says
 * what was done. Every file is old or new at every moment; what was cut off is done again and reported whole, because
 * what was to change is noted before anything does.
 *
 * Throws as publishing does.
 */
export async function doRequest(
  stateDir: string,
  request: HostRequest,
  membership: Membership,
): Promise<DoneRequest> {
  const { openclaw } = membership;
  const reading = await readHostGateway(stateDir, openclaw, request.wanted);
  const ground = hostGround(reading, request, membership);
  const work = request.kind === "publish" ? publishing(ground) : unpublishing(ground);
  const plan = notePlan(stateDir, { ...work.plan, publicationId: request.publicationId });
  const { stores, config } = await work.write(membership);
  const reload = await reloaded(reading, config);
  const after = hostGround(await readHostGateway(stateDir, openclaw, request.wanted), request, membership);
  return {
    ...plan,
    resolver: ground.preview.resolver,
    files: writtenFiles([...config.files, ...stores]),
    reload,
    verified: work.isDone(after),
    notes: [...work.notes, ...unnoticed(config)],
  };
}

type Work = {
  plan: Omit<Plan, "publicationId">;
  write(membership: Membership): Promise<{ stores: StoreWrite[]; config: ConfigWrites }>;
  isDone(after: PublishGround): boolean;
  notes: PublishReceipt["notes"];
};

const isForgotten = (change: PlanChange) => change.action === "forget";

function publishing(ground: PublishGround): Work {
  refuseHeldProvider(ground);
  const { preview, state, wanted } = ground;
  return {
    plan: { changes: preview.changes, config: preview.config },
    async write({ url, token, ca }) {
      const settings = { url, token, ...(ca !== null && { ca }) };
      installResolver(state.stateDir, ownResolverText(), settings);
      const config = writeConfig(state.config.file, preview.config);
      return { config, stores: await writeCredentials(ground, wanted, preview.changes) };
    },
    isDone: ({ preview: left }) => left.config.length === 0 && left.changes.every(isForgotten),
    notes: preview.notes,
  };
}

function unpublishing(ground: PublishGround): Work {
  const { wishes, changes, placement } = planUnpublish(ground);
  return {
    plan: { changes, config: placement.changes },
    async write() {
      const stores = await writeCredentials(ground, wishes, changes);
      return { stores, config: writeConfig(ground.state.config.file, placement.changes) };
    },
    isDone(after) {
      const left = planUnpublish(after, wishes);
      return left.placement.changes.length === 0 && left.changes.every(isForgotten);
    },
    notes: placementNotes(placement),
  };
}

/** What was noted for this request before it was cut off, else what is to be done now, noted. */
function notePlan(stateDir: string, plan: Plan): Plan {
  const file = hostFiles(stateDir).work;
  const read = readForReplace(file);
  const noted = notedPlan(read.text);
  if (noted?.publicationId === plan.publicationId) return noted;
  replaceFile(read, `${JSON.stringify(plan)}\n`, 0o600);
  return plan;
}

function notedPlan(text: string): Plan | null {
  try {
    return JSON.parse(text) as Plan;
  } catch {
    return null;
  }
}

async function reloaded({ gateway, state }: HostReading, config: ConfigWrites): Promise<ReloadOutcome> {
  if (gateway.openclawPath === null) return { kind: "by_hand", command: RELOAD_COMMAND };
  try {
    const patienceMs = config.noticed ? RESTART_MS : 0;
    const { warningCount } = await reloadAsItself(commandTarget(gateway, state), patienceMs);
    return { kind: "reloaded", warningCount };
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    return { kind: "failed", code: known.code, params: { ...known.params }, command: RELOAD_COMMAND };
  }
}
