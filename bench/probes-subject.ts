import { writeFileSync } from "node:fs";
import path from "node:path";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { setProbePolicy } from "#lib/operations/set-probe-policy.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import { openConsole } from "./console-folder.ts";

export type SweepPlan = {
  port: number;
  /** How many profiles each provider has. */
  profiles: Readonly<Record<string, number>>;
  atOnce: number;
  /** Allows the smallest completion for every provider. */
  isPaid?: boolean;
};

/** A store whose profiles belong to providers of one server, and the config that says where that is. */
export function probedGateway({ port, profiles }: Pick<SweepPlan, "port" | "profiles">) {
  const names = Object.entries(profiles);
  const keys = names.flatMap(([provider, count]) =>
    Array.from({ length: count }, (_, index) => [
      `${provider}:${index}`,
      { type: "api_key", provider, key: `sk-FAKE-${provider}-${index}-0123456789` },
    ]),
  );
  const providers = names.map(([provider]) => [
    provider,
    {
      baseUrl: `http://127.0.0.1:${port}/${provider}/v1`,
      api: "openai-completions",
      models: [{ id: "m", name: "m" }],
    },
  ]);
  const allowed = Object.fromEntries(names.map(([provider]) => [`${provider}/m`, {}]));
  const config = {
    agents: { defaults: { models: allowed } },
    models: { providers: Object.fromEntries(providers) },
  };
  return { store: { version: 1, profiles: Object.fromEntries(keys) }, config };
}

/** Probes everything once, as the console does; resolves to the milliseconds it took, without the planning. */
export async function sweep(plan: SweepPlan): Promise<{ ms: number }> {
  const { store, config } = probedGateway(plan);
  const bench = openConsole(store);
  try {
    writeFileSync(path.join(bench.folder, ".openclaw/openclaw.json"), JSON.stringify(config));
    const { ctx, gatewayId } = bench;
    allowForProbes(ctx, { kind: "server", value: `127.0.0.1:${plan.port}` });
    for (const provider of plan.isPaid ? Object.keys(plan.profiles) : [])
      setProbePolicy(ctx, {
        provider,
        paidRequestsPerDay: 1000,
        paidCentsPerDay: 10_000,
        intervalMinutes: null,
      });
    const { sweepId } = startProbes(ctx, { gatewayId });
    const startMs = performance.now();
    await runProbes(ctx, sweepId, { clock: Date.now, atOnce: plan.atOnce });
    return { ms: performance.now() - startMs };
  } finally {
    bench.close();
  }
}
