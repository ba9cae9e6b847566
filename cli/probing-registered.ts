import { chooseGateway } from "#cli/gateway-argument.ts";
import type { LightInput } from "#cli/light-command.ts";
import { openingContext } from "#cli/opening.ts";
import { openForCommand } from "#cli/passphrase.ts";
import type { ProbeOptions } from "#cli/probe-flags.ts";
import type { ReadSource, SourceFlags } from "#cli/state-source.ts";
import type { ProbeOutcome } from "#lib/domain/probe-document.ts";
import { requireVault } from "#lib/operations/context.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import { probeOutcomes } from "#lib/views/probes-view.ts";

export type Probing = { source: ReadSource; flags: SourceFlags; agentId: string; options: ProbeOptions };

/** Told after each result how many there are, of how many. */
export type Show = (done: number, total: number) => void;

/** Probes a registered gateway's credentials with the vault's secrets, and keeps the results. */
export async function probeRegistered(
  input: LightInput,
  { flags, agentId, options }: Probing,
  signal: AbortSignal,
  onProgress: Show,
): Promise<ProbeOutcome[]> {
  const outcomes: ProbeOutcome[] = [];
  await input.withConsole(async (console) => {
    const { context, runtime } = console;
    await openForCommand(console);
    const ctx = context();
    requireVault(ctx);
    const { gatewayId } = chooseGateway(ctx, flags.gateway);
    const { provider, profileIds, concurrency, timeoutMs, maxTokens } = options;
    const narrowed = profileIds.length > 0 ? { profileIds } : {};
    const { sweepId } = startProbes(ctx, { gatewayId, agentId, provider, ...narrowed });
    await runProbes(openingContext(runtime, ctx), sweepId, {
      clock: Date.now,
      signal,
      atOnce: concurrency,
      limits: { deadlineMs: timeoutMs, tokensMax: maxTokens },
      onProgress,
    });
    outcomes.push(...probeOutcomes(ctx, sweepId));
    return 0;
  });
  return outcomes;
}
