import type { ConfiguredProvider, ModelConfig } from "#lib/domain/model-config.ts";
import type { StatusFacts } from "#lib/domain/models-status.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { parseStoredRef } from "#lib/domain/secret-ref-grammar.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { resolveByCommand } from "#lib/openclaw/exec-provider.ts";
import { isJsonObject } from "#lib/openclaw/own-member.ts";
import { type RefContext, type RefOutcome, resolveQuietly } from "#lib/openclaw/secret-resolution.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/** How far a caller may go to resolve a reference. */
export type RefPermission = {
  /** The gateway's working directory; null when unknown. */
  cwd: string | null;
  /**
   * Run the commands of exec providers. Only for a command line that stands for the gateway's own user: whoever may
   * write a gateway's config must not choose what the console runs.
   */
  mayRunCommands: boolean;
};

export type ResolvedFacts =
  | { ok: true; facts: StatusFacts }
  | { ok: false; refusal: { code: "config_ref_unresolved"; path: string; failure: string } };

/** What the references of a gateway's config and stores are resolved with. */
export function refContextOf(state: GatewayState, { cwd, mayRunCommands }: RefPermission): RefContext {
  const winners = state.reported ? [] : state.environment.filter(({ wins }) => wins);
  const variables = new Map(winners.map(({ name, value }) => [name, value] as const));
  return {
    // What another host says must not choose what is read or run on this one.
    providers: state.reported ? new Map() : state.config.secretProviders,
    reported: state.reported?.outcomes,
    defaultEnvAlias: state.config.secretDefaults.env,
    env: (name) => variables.get(name)?.reveal(),
    cwd,
    home: state.home?.dir ?? null,
    // Who runs OpenClaw decides; without a caller that is whoever owns the state directory.
    uid: mayRunCommands ? (process.getuid?.() ?? null) : state.ownerUid,
  };
}

/**
 * Resolves the references of `models.providers`, as `openclaw models status` does before it shows anything. One that
 * does not resolve makes OpenClaw refuse; a text `${NAME}` that does not stays what it is. An exec reference that may
 * not be run counts as resolved, and its value shows as hidden.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.2.
 */
export async function resolveConfigRefs(
  facts: StatusFacts,
  state: GatewayState,
  permission: RefPermission,
): Promise<ResolvedFacts> {
  const written = state.config.document.get(["models", "providers"]);
  if (!isJsonObject(written) || !/"source"|\$\{/.test(JSON.stringify(written))) return { ok: true, facts };
  const context = refContextOf(state, permission);
  const resolve = permission.mayRunCommands
    ? (ref: SecretRef) => resolveByCommand(ref, context)
    : async (ref: SecretRef) => unreadInsteadOfUnrun(resolveQuietly(ref, context));

  const providers = new Map<string, ConfiguredProvider>();
  for (const [id, provider] of facts.models.providers) {
    const key = await resolvedKey(provider, state, resolve);
    if (key && !key.ok) return refusal(`models.providers.${id}.apiKey`, key.failure);
    const failed = await failedHeader(written[id], resolve);
    if (failed) return refusal(`models.providers.${id}.headers.${failed.name}`, failed.failure);
    providers.set(id, key ? { ...provider, key: { kind: "text", value: key.value } } : provider);
  }
  const models: ModelConfig = { ...facts.models, providers };
  return { ok: true, facts: { ...facts, models } };
}

type Resolve = (ref: SecretRef) => Promise<RefOutcome>;

/** Null when the key stays as it is. */
async function resolvedKey(
  { key }: ConfiguredProvider,
  state: GatewayState,
  resolve: Resolve,
): Promise<RefOutcome | null> {
  if (key === null) return null;
  if (key.kind === "ref") return resolve(key.ref);
  const ref = parseStoredRef(key.value.reveal(), state.config.secretDefaults);
  const outcome = ref ? await resolve(ref) : null;
  return outcome?.ok ? outcome : null;
}

async function failedHeader(provider: unknown, resolve: Resolve) {
  const headers = isJsonObject(provider) ? provider.headers : null;
  for (const [name, value] of Object.entries(isJsonObject(headers) ? headers : {})) {
    const ref = isJsonObject(value) ? parseStoredRef(value) : null;
    const outcome = ref ? await resolve(ref) : null;
    if (outcome && !outcome.ok) return { name, failure: outcome.failure };
  }
  return null;
}

function unreadInsteadOfUnrun(outcome: RefOutcome): RefOutcome {
  const isUnrun = !outcome.ok && outcome.failure === "command_not_run";
  return isUnrun ? { ok: true, value: new SecretText("not read") } : outcome;
}

function refusal(path: string, failure: string): ResolvedFacts {
  return { ok: false, refusal: { code: "config_ref_unresolved", path, failure } };
}
