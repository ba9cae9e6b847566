import { z } from "zod";
import {
  findModelDirective,
  judgeModelDirective,
  type ModelDirective,
  type ModelSelection,
} from "#lib/domain/model-directive.ts";
import { modelKey, parseModelRef } from "#lib/domain/model-ref.ts";
import { planSessionPin } from "#lib/domain/session-pin.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { shownName } from "#lib/openclaw/finding.ts";
import { gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { profileProviders, type SessionChoices, sessionChoices } from "#lib/openclaw/session-choices.ts";
import { type SessionRow, sessionRows, sessionsOf } from "#lib/openclaw/session-row.ts";
import type { StoredSession } from "#lib/openclaw/session-store.ts";
import { normalizeSessionKey, type OpenSession, withSession } from "#lib/openclaw/session-write.ts";
import { isConfigRefused } from "#lib/openclaw/status-facts.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { AgentId, GatewayId } from "#lib/operations/credential-input.ts";
import {
  refuseUnreadable,
  requireAgent,
  requireGatewayState,
  requireOwnHost,
} from "#lib/operations/gateway-state.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

export const PinSessionInput = z.strictObject({
  gatewayId: GatewayId,
  agentId: AgentId,
  sessionKey: z.string().trim().min(1).max(1024),
  text: z.string().max(4096),
});
export type PinSessionInput = z.output<typeof PinSessionInput>;

/** `changed` is null where the text only asked. */
export type PinOutcome = {
  asked: "summary" | "list" | "status" | "select";
  changed: boolean | null;
  session: SessionRow;
  models: { model: string; alias: string | null; isDefault: boolean }[];
  profiles: { provider: string; profileIds: string[] }[];
};

type Ground = {
  state: GatewayState;
  agent: AgentState;
  file: string;
  session: StoredSession;
  choices: SessionChoices;
  rowOf: ReturnType<typeof sessionRows>;
};

/**
 * Does with `/model` in a text what OpenClaw's own chat does: says what a session uses and may use, or gives it a model
 * and with it a profile or none. Another model's profile, one that the next turn would drop, an unknown session and one
 * that is answering are refused.
 *
 * Throws OperationError `model_*`, `session_*`, `gateway_*`, `agent_not_found`, `store_locked`, `file_*`.
 */
export async function pinSession(ctx: WriteContext, input: PinSessionInput): Promise<PinOutcome> {
  authorise(ctx.actor, "order:manage");
  const ground = groundOf(ctx, input);
  const directive = findModelDirective(input.text);
  if (directive === null) throw new OperationError("model_directive_missing");
  const verdict = judgeModelDirective(directive, ground.choices, profileProviders(ground.agent));
  if (verdict.kind === "refused") throw refusalOf(verdict.refusal, ground);
  if (verdict.kind === "select") {
    refuseGuess(directive, verdict, ground);
    refuseLost(verdict, ground);
    return { asked: "select", ...(await select(ctx, input, verdict, ground)), ...offersOf(ground) };
  }
  return { asked: verdict.kind, changed: null, session: ground.rowOf(ground.session), ...offersOf(ground) };
}

function groundOf(ctx: WriteContext, { gatewayId, agentId, sessionKey }: PinSessionInput): Ground {
  requireOwnHost(ctx.db.reader, gatewayId);
  const { gateway, state } = requireGatewayState(ctx.db.reader, gatewayId);
  if (state.storage === "sqlite") throw new OperationError("session_in_database", { gateway: gateway.name });
  refuseUnreadable(state);
  if (isConfigRefused(state)) throw new OperationError("session_config_refused", { file: state.config.file });
  const agent = requireAgent(state, agentId);
  const { file, status, sessions } = sessionsOf(gateway, state, agentId);
  if (file === null || status === "unreadable" || status === "malformed")
    throw new OperationError("session_store_unreadable", { file: file ?? "session.store" });
  const wanted = normalizeSessionKey(sessionKey);
  const session = sessions.find((stored) => normalizeSessionKey(stored.sessionKey) === wanted);
  if (!session) throw new OperationError("session_not_found", { session: shownName(wanted) });
  const rowOf = sessionRows(state, agent, gatewayCells(state, ctx.nowMs));
  return { state, agent, file, session, choices: sessionChoices(state, agentId), rowOf };
}

function refusalOf(
  refusal: { code: string; params?: Record<string, string | number> },
  { choices }: Ground,
): OperationError {
  const isUnlisted = refusal.code === "model_not_allowed" && !choices.hasAllowList;
  return new OperationError(isUnlisted ? "model_not_configured" : refusal.code, refusal.params);
}

/** Without an allow-list a similar name may be nearer to another model of OpenClaw's catalog, so only exact ones count. */
function refuseGuess({ model }: ModelDirective, { ref }: ModelSelection, { choices }: Ground): void {
  const typed = parseModelRef(model ?? "", choices.standard.provider);
  if (choices.hasAllowList || (typed && modelKey(typed) === modelKey(ref))) return;
  throw new OperationError("model_not_configured", { model: model ?? "" });
}

/** A turn looks for the pinned profile in main's store too, and drops a pin that it does not find there. */
function refuseLost({ profileId }: ModelSelection, { state, agent }: Ground): void {
  if (profileId === null || !state.mainDir || state.mainDir.effective.profiles.has(profileId)) return;
  throw new OperationError("session_pin_not_in_main", { profileId, agentId: agent.agentId });
}

async function select(
  ctx: WriteContext,
  { gatewayId, agentId, sessionKey }: PinSessionInput,
  selection: ModelSelection,
  ground: Ground,
): Promise<Pick<PinOutcome, "changed" | "session">> {
  const written = await opened(ground.file, sessionKey, (open) => {
    const edit = planSessionPin(open.session, selection, ctx.nowMs);
    if (edit === null) return { session: open.session, turnBegan: false, changed: false };
    return mutate(ctx, () => {
      const result = open.write(edit);
      const [before, after] = [ground.rowOf(open.session), ground.rowOf(result.session)];
      const details = {
        gatewayId,
        agentId,
        session: after.sessionKey,
        before: { model: before.model, profileId: before.pinned },
        after: { model: after.model, profileId: after.pinned },
      };
      const audit = { event: "session.pinned", subject: `${agentId}/${after.sessionKey}`, details };
      return { result: { ...result, changed: true }, audit };
    });
  });
  const { session, changed, turnBegan } = written;
  if (turnBegan) throw new OperationError("session_turn_began", { session: shownName(session.sessionKey) });
  return { changed, session: ground.rowOf(session) };
}

async function opened<T>(file: string, sessionKey: string, work: (open: OpenSession) => T): Promise<T> {
  try {
    return await withSession(file, sessionKey, work);
  } catch (error) {
    const known = asOperationError(error);
    const isOvertaken = known instanceof OperationError && known.code === "changed_meanwhile";
    throw isOvertaken ? new OperationError("session_changed_meanwhile", { file }, { cause: error }) : known;
  }
}

function offersOf({ choices, agent }: Ground): Pick<PinOutcome, "models" | "profiles"> {
  const { provider, model } = choices.standard;
  const models = [...choices.allowed].sort().map((key) => {
    const ref = parseModelRef(key, provider);
    const alias = choices.aliases.find(
      (item) => item.ref.provider === ref?.provider && item.ref.model === ref.model,
    );
    const isDefault = ref?.provider === provider && ref.model === model;
    return { model: key, alias: alias?.alias ?? null, isDefault };
  });
  const owners = profileProviders(agent);
  const profiles = [...new Set(owners.values())].map((owner) => ({
    provider: owner,
    profileIds: [...owners.keys()].filter((profileId) => owners.get(profileId) === owner),
  }));
  return { models, profiles };
}
