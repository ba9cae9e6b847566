import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "#lib/config.ts";
import { AddGatewayInput, addGateway } from "#lib/operations/add-gateway.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { startProbes } from "#lib/operations/start-probes.ts";
import { Runtime } from "#lib/runtime.ts";
import { probedGateway, type SweepPlan } from "./probes-subject.ts";

export type Sweeper = { sweep(): Promise<void>; profiles(): number; close(): void };

/** A second process on a console's data: registers a gateway of its own and probes it as the console does. */
export function openSweeper(home: string, plan: Pick<SweepPlan, "port" | "profiles">): Sweeper {
  const stateDir = path.join(home, "probed");
  const agentDir = path.join(stateDir, "agents/main/agent");
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  const { store, config } = probedGateway(plan);
  writeFileSync(path.join(stateDir, "openclaw.json"), JSON.stringify(config));
  writeFileSync(path.join(agentDir, "auth-profiles.json"), JSON.stringify(store));
  const runtime = new Runtime(readConfig({ HOME: home }));
  const context = () => runtime.openingContext({ kind: "system" }, Date.now());
  const { gatewayId } = addGateway(context(), AddGatewayInput.parse({ name: "probed", stateDir }));
  importGateway(context(), gatewayId);
  allowForProbes(context(), { kind: "server", value: `127.0.0.1:${plan.port}` });
  const count = runtime.db.raw.prepare("SELECT count(*) FROM profiles").pluck();
  return {
    async sweep() {
      const { sweepId } = startProbes(context(), { gatewayId });
      await runProbes(context(), sweepId, { clock: Date.now, atOnce: 5 });
    },
    profiles: () => Number(count.get()),
    close: () => runtime.close(),
  };
}
