import type { Reader } from "#db/client.ts";
import { OWN_RECORD } from "#db/mutate.ts";
import { type ChannelRow, findChannel, findSealedChannel } from "#db/repositories/alert-channels.ts";
import {
  type DeliveryRow,
  findDelivery,
  listDueDeliveries,
  updatePendingDelivery,
} from "#db/repositories/alert-deliveries.ts";
import { listAllowed } from "#db/repositories/probe-policies.ts";
import { unpackChannelSecrets } from "#lib/domain/channel-secrets.ts";
import { type DeliveryResult, failedDelivery } from "#lib/domain/delivery-result.ts";
import { nextTryMs } from "#lib/domain/delivery-retry.ts";
import { sendNotice } from "#lib/notify/send-notice.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { channelPlace } from "#lib/operations/credential-place.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { allowancesFrom } from "#lib/operations/probe-question.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** How long a message belongs to the process that sends it. Longer than any sending takes. */
export const DELIVERY_LEASE_MS = 120_000;

/** No try is planned further ahead than two days: what is, was planned by a clock that has been set back. */
const AHEAD_MAX_MS = 48 * 60 * 60 * 1000;

/** So many messages are on their way at once. */
const AT_ONCE = 5;

/** One call sends no more than this; the next one goes on. */
const DELIVERIES_MAX = 500;

export type DeliverNotices = {
  /** Unix milliseconds now; sending takes longer than a request, for which time stands still. */
  clock: () => number;
  signal?: AbortSignal;
  send?: typeof sendNotice;
  /** From 0 up to 1, to spread tries. */
  chance?: () => number;
};

export type Delivered = { sent: number; failed: number };

/**
 * Sends the messages that are due, a few at a time, outside of any transaction. Each is leased first, so that two
 * processes do not send it both; a lease that ran out is taken over. What was sent by a process that died before it
 * wrote that down is sent again, under the same name: at least once.
 */
export async function deliverNotices(ctx: OpeningContext, options: DeliverNotices): Promise<Delivered> {
  authorise(ctx.actor, "alert:manage");
  const total: Delivered = { sent: 0, failed: 0 };
  const tried = new Set<string>();
  while (total.sent + total.failed < DELIVERIES_MAX && !options.signal?.aborted) {
    const leased = leaseDue(ctx, tried, options.clock());
    if (leased.length === 0) break;
    for (const { id } of leased) tried.add(id);
    const results = await allEnded(leased.map((row) => deliverLeased(ctx, row, options)));
    const sent = results.filter(({ outcome }) => outcome === "delivered").length;
    total.sent += sent;
    total.failed += results.length - sent;
  }
  return total;
}

/** Fails like the first that failed, but only when none is under way any more. */
async function allEnded<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** Nothing that was tried in this turn, whatever became of it: that would be no wait at all. */
function leaseDue(ctx: OpeningContext, tried: ReadonlySet<string>, nowMs: number): DeliveryRow[] {
  const leaseUntilMs = nowMs + DELIVERY_LEASE_MS;
  const limits = { nowMs, leaseMs: DELIVERY_LEASE_MS, aheadMaxMs: AHEAD_MAX_MS, limit: AT_ONCE };
  const dueOf = (db: Reader) => listDueDeliveries(db, limits).filter(({ id }) => !tried.has(id));
  if (dueOf(ctx.db.reader).length === 0) return [];
  return mutate({ ...ctx, nowMs }, (tx) => {
    const due = dueOf(tx);
    for (const { id } of due) updatePendingDelivery(tx, id, { leaseUntilMs, isGathering: false });
    return { result: due.map((row) => ({ ...row, leaseUntilMs, isGathering: false })), audit: OWN_RECORD };
  });
}

/** Tries a message that this process leased, once, and writes down what became of it. */
export async function deliverLeased(
  ctx: OpeningContext,
  row: DeliveryRow,
  { clock, signal, send = sendNotice, chance = Math.random }: DeliverNotices,
): Promise<DeliveryResult> {
  const startedAtMs = clock();
  const channel = openChannel(ctx, row.channelId);
  const options = {
    allowances: allowancesFrom(listAllowed(ctx.db.reader, "server")),
    caPem: null,
    proxy: ctx.proxy,
    nowMs: startedAtMs,
    ...(signal && { signal }),
  };
  const result = channel ? await send(channel, row.notice, options) : failedDelivery("secret_unusable");
  const nowMs = clock();
  record(ctx, row, { result, startedAtMs, nowMs, chance: chance() });
  return result;
}

function openChannel(ctx: OpeningContext, channelId: string) {
  const { reader } = ctx.db;
  const channel = findChannel(reader, channelId);
  const sealed = findSealedChannel(reader, channelId);
  if (!channel || sealed === null) return null;
  const secrets = openSecrets(ctx, channel, sealed);
  return secrets && { settings: channel.settings, secrets, locale: channel.locale };
}

function openSecrets(
  { opener }: OpeningContext,
  channel: ChannelRow,
  sealed: Parameters<typeof opener.open>[0],
) {
  try {
    return unpackChannelSecrets(channel.kind, opener.open(sealed, channelPlace(channel)));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

type Tried = { result: DeliveryResult; startedAtMs: number; nowMs: number; chance: number };

/** A failure of a process whose lease was taken over meanwhile says nothing any more; that it arrived does. */
function record(ctx: OpeningContext, row: DeliveryRow, tried: Tried): void {
  const { result, startedAtMs, nowMs } = tried;
  const latencyMs = Math.max(0, nowMs - startedAtMs);
  mutate({ ...ctx, nowMs }, (tx) => {
    if (findDelivery(tx, row.id)?.state !== "pending") return { result: null, audit: OWN_RECORD };
    if (result.outcome === "delivered") {
      const sent = { state: "sent", problem: null, httpStatus: null } as const;
      updatePendingDelivery(tx, row.id, {
        ...sent,
        ...ENDED,
        tries: row.tries + 1,
        latencyMs,
        finishedAtMs: nowMs,
      });
    } else {
      const change = { ...failureOf(row, result, tried), latencyMs };
      updatePendingDelivery(tx, row.id, change, row.leaseUntilMs ?? undefined);
    }
    return { result: null, audit: OWN_RECORD };
  });
}

const ENDED = { nextTryMs: null, leaseUntilMs: null, isGathering: false } as const;

function failureOf(
  row: DeliveryRow,
  result: Extract<DeliveryResult, { outcome: "failed" }>,
  { nowMs, chance }: Tried,
) {
  const { reason: problem, httpStatus } = result;
  // We stopped it ourselves: that was no try.
  if (problem === "aborted") return { leaseUntilMs: null };
  const tries = row.tries + 1;
  const seen = { tries, problem, httpStatus };
  if (result.isFinal || row.notice.isTest) {
    return { ...seen, ...ENDED, state: "failed", finishedAtMs: nowMs } as const;
  }
  const againMs = nextTryMs(tries, result.retryAfterMs, chance, nowMs);
  if (againMs === null) return { ...seen, ...ENDED, state: "abandoned", finishedAtMs: nowMs } as const;
  return { ...seen, nextTryMs: againMs, leaseUntilMs: null };
}
