import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import {
  type ChannelRow,
  findChannel,
  findChannelByName,
  insertChannel,
  listChannels,
  updateChannel,
} from "#db/repositories/alert-channels.ts";
import { abandonPending } from "#db/repositories/alert-deliveries.ts";
import { actorName } from "#lib/domain/actor.ts";
import { type ChannelDraftProblem, type ParsedChannel, parseChannel } from "#lib/domain/channel-draft.ts";
import { packChannelSecrets } from "#lib/domain/channel-secrets.ts";
import type { ChannelInput } from "#lib/operations/channel-input.ts";
import { authorise, mutate, type OperationContext, type WriteContext } from "#lib/operations/context.ts";
import { channelPlace } from "#lib/operations/credential-place.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** Each gets every message; nobody has this many ways to be told. */
const CHANNELS_MAX = 50;

/** What is wrong with the fields of a channel's kind, for a form; `saveChannel` refuses the first of them. */
export function channelProblems(
  ctx: WriteContext,
  channelId: string | null,
  input: ChannelInput,
): ChannelDraftProblem[] {
  authorise(ctx.actor, "alert:manage");
  const before = channelId === null ? null : requireChannel(ctx.db.reader, channelId);
  const parsed = parseChannel(input, before?.settings ?? null);
  return parsed.ok ? [] : parsed.problems;
}

/**
 * Adds a channel, or changes the one of `channelId`, whose kind stays. Secrets that are left empty stay as they are, as
 * long as the server does. What a channel that is turned off still had to be told is given up.
 */
export function saveChannel(
  ctx: OperationContext,
  channelId: string | null,
  input: ChannelInput,
): { channelId: string } {
  authorise(ctx.actor, "alert:manage");
  return mutate(ctx, (tx) => {
    const before = channelId === null ? null : requireChannel(tx, channelId);
    if (before && before.kind !== input.kind) throw new OperationError("channel_kind_fixed");
    requireFreeName(tx, input.name, before);
    const parsed = parsedOrRefused(input, before);
    const id = before ? change(tx, ctx, before, input, parsed) : add(tx, ctx, input, parsed);
    const { name, kind, isEnabled } = input;
    const abandoned = isEnabled ? 0 : abandonPending(tx, id, ctx.nowMs);
    const details = { name, kind, isEnabled, hasNewSecret: parsed.secrets !== null, abandoned };
    const event = before ? "channel.edited" : "channel.added";
    return { result: { channelId: id }, audit: { event, subject: id, details } };
  });
}

export function requireChannel(db: Reader, channelId: string): ChannelRow {
  const channel = findChannel(db, channelId);
  if (!channel) throw new OperationError("channel_not_found");
  return channel;
}

function parsedOrRefused(input: ChannelInput, before: ChannelRow | null): ParsedChannel {
  const parsed = parseChannel(input, before?.settings ?? null);
  if (parsed.ok) return parsed.channel;
  const [problem] = parsed.problems;
  throw new OperationError(problem?.code ?? "required", { field: problem?.field ?? "" });
}

function requireFreeName(tx: Tx, name: string, before: ChannelRow | null): void {
  const sameName = findChannelByName(tx, name);
  if (sameName && sameName.id !== before?.id) throw new OperationError("channel_name_taken", { name });
}

function add(
  tx: Tx,
  ctx: OperationContext,
  input: ChannelInput,
  { settings, secrets }: ParsedChannel,
): string {
  if (listChannels(tx).length >= CHANNELS_MAX) {
    throw new OperationError("too_many_channels", { max: CHANNELS_MAX });
  }
  if (secrets === null) throw new Error("A new channel came without secrets.");
  const { kind } = input;
  const id = newId("chan");
  const { nowMs: createdAtMs, actor } = ctx;
  const sealed = ctx.sealer.seal(packChannelSecrets(secrets), channelPlace({ id, kind, settings }));
  const by = actorName(actor);
  const stamps = { createdAtMs, createdBy: by, changedAtMs: createdAtMs, changedBy: by };
  insertChannel(tx, { ...wishesOf(input), ...stamps, id, kind, settings, sealed });
  return id;
}

function change(
  tx: Tx,
  ctx: OperationContext,
  { id, kind }: ChannelRow,
  input: ChannelInput,
  { settings, secrets }: ParsedChannel,
): string {
  const row = { ...wishesOf(input), settings, changedAtMs: ctx.nowMs, changedBy: actorName(ctx.actor) };
  const place = channelPlace({ id, kind, settings });
  const sealed = secrets && ctx.sealer.seal(packChannelSecrets(secrets), place);
  updateChannel(tx, id, sealed ? { ...row, sealed } : row);
  return id;
}

function wishesOf(input: ChannelInput) {
  const { name, locale, isEnabled, minimumSeverity, zone, criticalPasses } = input;
  return {
    ...{ name, locale, isEnabled, minimumSeverity, zone, criticalPasses },
    kinds: [...new Set(input.kinds)],
    quietFromMinute: input.quietFrom,
    quietToMinute: input.quietTo,
    digestMinute: input.digestAt,
  };
}
