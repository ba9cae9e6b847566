import type { Reader } from "#db/client.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import { wantedMark } from "#db/repositories/wanted-mark.ts";
import { isWithin } from "#lib/domain/steady-span.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { isUnchanged, noteSeen, type Seen } from "#lib/openclaw/seen-files.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { type EvaluatedGateway, evaluateGateway } from "#lib/views/gateway-status.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** An evaluation, and what it was made from besides the reading that it is kept with. `seen`: files of references. */
type Kept = { reader: Reader; mark: number; seen: Seen; evaluated: EvaluatedGateway };

/** Each goes with its reading, so there are never more than readings that are kept. */
const kept = new WeakMap<GatewayState, Kept>();

/**
 * What `evaluateGateway` would give, without evaluating again what is known not to have changed: the reading is the
 * same, nothing that is wanted or published was written, no file that a reference leads to has changed, and no moment has passed
 * that a rule asks about. Do not change the result: others hold it too.
 */
export function unchangedStatus(ctx: ViewContext, gateway: GatewayRow): EvaluatedGateway {
  const { reader } = ctx.db;
  // Asked before anything is read, so that a change in between shows at the next question.
  const mark = wantedMark(reader);
  const state = readUnchangedGateway(gateway);
  const known = kept.get(state);
  if (known && isStill(known, reader, mark, ctx.nowMs)) return known.evaluated;
  const { value: evaluated, seen } = noteSeen(() => evaluateGateway(ctx, gateway, state));
  if (seen.isLasting) kept.set(state, { reader, mark, seen, evaluated });
  return evaluated;
}

function isStill(known: Kept, reader: Reader, mark: number, nowMs: number): boolean {
  const { evaluated, seen } = known;
  const isSame = known.reader === reader && known.mark === mark;
  return isSame && isWithin(evaluated.steady, nowMs) && isUnchanged(seen);
}
