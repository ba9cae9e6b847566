import type { StatusFacts } from "#lib/domain/models-status.ts";
import { evaluateProvider, type ProviderEvaluation } from "#lib/domain/provider-evaluation.ts";
import type { RuntimeFacts } from "#lib/domain/runtime-credential.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { type RefPermission, refContextOf } from "#lib/openclaw/config-refs.ts";
import { resolveByCommand } from "#lib/openclaw/exec-provider.ts";
import { type RefOutcome, resolveQuietly } from "#lib/openclaw/secret-resolution.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";

/** An evaluation with the outcome of each reference that was looked at, by `source:provider:id`. */
export type ReadEvaluation = ProviderEvaluation & {
  refs: ReadonlyMap<string, RefOutcome>;
  /** References whose command was not run, so that whether they resolve is not known. */
  unrun: string[];
};

/** What an evaluation is made from; references resolve through `resolve`. */
function runtimeFacts(
  facts: StatusFacts,
  agent: AgentState,
  state: GatewayState,
  resolves: (ref: SecretRef) => boolean,
): RuntimeFacts {
  const isMain = agent.agentDir === state.mainDir?.agentDir;
  const mainStore = isMain ? null : (state.mainDir?.effective ?? null);
  const { store, auth, models, environment, nowMs } = facts;
  return { store, auth, models, environment, mainStore, resolves, nowMs };
}

/**
 * Evaluates one provider for one agent of a gateway that was read, for a person who stands for the gateway's user:
 * where a command decides, it is run, one after the other until a profile is usable, as in a run.
 */
export async function evaluateByCommand(
  provider: string,
  target: { facts: StatusFacts; agent: AgentState; state: GatewayState } & RefPermission,
): Promise<ReadEvaluation> {
  const context = refContextOf(target.state, target);
  const refs = new Map<string, RefOutcome>();
  const resolves = (ref: SecretRef) => {
    const outcome = refs.get(keyOf(ref)) ?? resolveQuietly(ref, context);
    refs.set(keyOf(ref), outcome);
    return outcome.ok;
  };
  const facts = runtimeFacts(target.facts, target.agent, target.state, resolves);
  for (;;) {
    const evaluation = evaluateProvider(provider, facts);
    const next = target.mayRunCommands ? firstUnrun(evaluation, facts, refs) : null;
    if (next === null) return { ...evaluation, refs, unrun: unrunOf(refs) };
    refs.set(keyOf(next), await resolveByCommand(next, context));
  }
}

/** The reference of the first profile tried before the one in use that only a command can resolve. */
function firstUnrun(
  { runtime }: ProviderEvaluation,
  { store }: RuntimeFacts,
  refs: ReadonlyMap<string, RefOutcome>,
): SecretRef | null {
  const tried = runtime.tried.map(({ profileId }) => store.profiles.get(profileId)?.ref ?? null);
  return tried.find((ref) => ref !== null && isUnrun(refs.get(keyOf(ref)))) ?? null;
}

function unrunOf(refs: ReadonlyMap<string, RefOutcome>): string[] {
  return [...refs].filter(([, outcome]) => isUnrun(outcome)).map(([key]) => key);
}

function isUnrun(outcome: RefOutcome | undefined): boolean {
  return outcome?.ok === false && outcome.failure === "command_not_run";
}

function keyOf({ source, provider, id }: SecretRef): string {
  return `${source}:${provider}:${id}`;
}
