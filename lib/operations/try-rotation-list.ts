import { z } from "zod";
import { listAllowed } from "#db/repositories/probe-policies.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { maskRotationKey, type RotationEntry } from "#lib/domain/key-rotation.ts";
import { listOfProvider } from "#lib/domain/key-sources.ts";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import type { ProbeState } from "#lib/domain/probe-facts.ts";
import { NO_PAID_PROBES } from "#lib/domain/probe-ladder.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { configuredProvider } from "#lib/domain/provider-key.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { environmentOf } from "#lib/openclaw/status-facts.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { GatewayId } from "#lib/operations/credential-input.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ProbeCandidate } from "#lib/operations/probe-candidates.ts";
import { allowancesOf, probeFacts, probeObstacle, stateOf } from "#lib/operations/probe-question.ts";
import { DEADLINE_MS } from "#lib/providers/guarded-request.ts";
import { OpenEndpoints } from "#lib/providers/open-endpoints.ts";
import { type ProbeResult, probeCredential } from "#lib/providers/probe-credential.ts";
import { type NotTriedReason, tryKeyList } from "#lib/providers/try-key-list.ts";

/** How long a whole list may take, in milliseconds: somebody waits for it. */
const LIST_MS = 3 * DEADLINE_MS;

export const TryRotationListInput = z.strictObject({
  gatewayId: GatewayId,
  provider: z.string().trim().min(1, "required").max(128, "too_long"),
});
export type TryRotationListInput = z.output<typeof TryRotationListInput>;

/** A key of the list by what may be shown of it. */
export type ListedKey = { masked: string; variable: string };

export type TriedKey = ListedKey & {
  status: ProbeState;
  /** A code with a sentence under `probes.reason`, or null. */
  reason: string | null;
  httpStatus: number | null;
  /** Our rule goes on to the next key after this answer. */
  goesOn: boolean;
  /** A gateway's rule, which knows other words, would. */
  gatewayGoesOn: boolean;
};

export type RotationTrial = {
  provider: string;
  /** Why nobody was asked, a code with a sentence under `probes.reason`; null when somebody was. */
  obstacle: string | null;
  /** In the order of the list; the last one's answer is the answer of the whole. */
  tried: TriedKey[];
  notTried: (ListedKey & { why: NotTriedReason })[];
};

type Options = { clock: () => number; proxy: OutboundProxy | null; ask?: typeof probeCredential };

/**
 * Tries the rotation list of a gateway's environment as our own calls do: one key after the other, the next one only
 * after a rate limit, none twice. It asks what costs nothing, and writes nothing but that it was asked for.
 *
 * Source: OpenClaw's page "Authentication", "API key rotation behavior"; the list is the gateway's own (semantics §8.2).
 */
export async function tryRotationList(
  ctx: WriteContext,
  input: TryRotationListInput,
  { clock, proxy, ask = probeCredential }: Options,
): Promise<RotationTrial> {
  authorise(ctx.actor, "probe:manage");
  const gateway = requireOwnHost(ctx.db.reader, input.gatewayId);
  const state = readGateway(gateway);
  const provider = normalizeProvider(input.provider);
  const entries = listOfProvider(provider, state.environment);
  const [first] = entries;
  if (!first) throw new OperationError("rotation_list_empty", { provider });
  const servers = new Set(listAllowed(ctx.db.reader, "server"));
  const candidate = candidateOf(provider, gateway.id, state, first);
  const obstacle = probeObstacle(candidate, servers, ctx.nowMs);
  if (obstacle !== null) return { provider, obstacle, tried: [], notTried: [] };
  mutate(ctx, () => ({
    result: null,
    audit: {
      event: "probe.list_tried",
      subject: gateway.id,
      details: { provider, variables: [...new Set(entries.map(({ variable }) => variable))] },
    },
  }));

  const endsAtMs = clock() + LIST_MS;
  const allowances = allowancesOf(candidate, servers);
  const shared = { allowances, proxy, openEndpoints: new OpenEndpoints() };
  const { attempts, notTried } = await tryKeyList(
    entries,
    ({ key }) => {
      const deadlineMs = Math.max(1, Math.min(DEADLINE_MS, endsAtMs - clock()));
      return ask(probeFacts(candidate, NO_PAID_PROBES), key, { ...shared, deadlineMs, nowMs: clock() });
    },
    () => clock() < endsAtMs,
  );
  return {
    provider,
    obstacle,
    tried: attempts.map(({ key, answer }) => ({ ...shown(key), ...outcome(answer) })),
    notTried: notTried.map(({ key, why }) => ({ ...shown(key), why })),
  };
}

/** What a list's keys have in common, asked as the key of the environment is. */
function candidateOf(
  provider: string,
  gatewayId: string,
  state: GatewayState,
  first: RotationEntry,
): ProbeCandidate {
  const { variables } = environmentOf(state);
  const models = modelConfigOf(state.config, (name) => variables.get(name)?.value.reveal());
  return {
    ...{
      gatewayId,
      provider,
      agentId: state.defaultAgentId,
      source: "env",
      profileId: null,
      type: "api_key",
    },
    ...{ profile: null, order: null, configEntry: null, model: null },
    secret: { kind: "text", secret: first.key },
    isDemo: isDemoStateDir(state.stateDir),
    endpoint: probeEndpoint(provider, configuredProvider(models, provider)),
  };
}

function shown({ key, variable }: RotationEntry): ListedKey {
  return { masked: maskRotationKey(key), variable };
}

function outcome(answer: ProbeResult): Omit<TriedKey, keyof ListedKey> {
  return {
    status: stateOf(answer),
    reason: answer.reasonCode,
    httpStatus: answer.httpStatus,
    goesOn: answer.isRateLimit,
    gatewayGoesOn: answer.gatewayTriesNext,
  };
}
