import { z } from "zod";
import type { AgentObservation, GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { askCommand, type CommandTarget, runCommand, unknownAnswer } from "#lib/openclaw/gateway-commands.ts";
import { readModelsStatus, type StatusAnswer } from "#lib/openclaw/models-status-answer.ts";

/** Each is a process of its own that takes seconds of a core. */
const AT_ONCE = 2;

const Agents = z.array(z.object({ id: z.string().min(1), isDefault: z.boolean() }));
const Order = z.object({ order: z.array(z.string()).nullable() });

/** An order that is asked for also where an agent has fewer than two profiles of the provider. */
export type AskedOrder = { agentId: string; provider: string };

/**
 * Asks a gateway's own OpenClaw for its agents, their profiles and their orders. Takes seconds for each agent.
 *
 * Never its databases: their tables are no interface, and a release may change them at any time.
 *
 * Throws PublishError as `runCommand`, and `openclaw_answer_unknown`.
 *
 * Source: OpenClaw 2026.9.6, `models status --json`, where every command needs `--agent` once there are several agents.
 */
export async function askGateway(
  target: CommandTarget,
  asked: readonly AskedOrder[],
  nowMs: number,
): Promise<GatewayObservation> {
  const release = await askRelease(target);
  const agents = await askCommand(
    target,
    ["agents", "list", "--json"],
    (said) => Agents.safeParse(said).data ?? null,
  );
  const observed = await inTurns(agents, ({ id, isDefault }) => askAgent(target, { id, isDefault }, asked));
  return { release, atMs: nowMs, agents: observed };
}

/** The release of an `openclaw`, such as `2026.9.6`. */
export async function askRelease(target: CommandTarget): Promise<string> {
  const { stdout } = await runCommand(target, ["--version"]);
  const release = /\b(\d{4}\.\d+\.\d+(?:-[\w.]+)?)\b/.exec(stdout)?.[1];
  if (release === undefined) throw unknownAnswer(target, ["--version"]);
  return release;
}

async function askAgent(
  target: CommandTarget,
  { id: agentId, isDefault }: { id: string; isDefault: boolean },
  asked: readonly AskedOrder[],
): Promise<AgentObservation> {
  const status = await askCommand(
    target,
    ["models", "status", "--json", "--agent", agentId],
    readModelsStatus,
  );
  const named = asked.filter((item) => item.agentId === agentId).map(({ provider }) => provider);
  const providers = [...new Set([...named, ...withSeveral(status)].map(normalizeProvider))];
  const orders = await inTurns(providers, async (provider) => {
    const { order } = await askCommand(
      target,
      ["models", "auth", "order", "get", "--json", "--provider", provider, "--agent", agentId],
      (said) => Order.safeParse(said).data ?? null,
    );
    return [provider, order] as const;
  });
  const kept = orders.filter((item): item is readonly [string, string[]] => item[1] !== null);
  return { agentId, isDefault, ...status, orders: Object.fromEntries(kept) };
}

/** Providers of which an agent has several profiles, so that an order would make a difference. */
function withSeveral({ profiles }: StatusAnswer): string[] {
  const providers = profiles.map(({ provider }) => normalizeProvider(provider));
  return providers.filter((provider, at) => providers.indexOf(provider) !== at);
}

async function inTurns<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(ask))));
  return answers;
}
