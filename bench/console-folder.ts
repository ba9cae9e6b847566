import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readConfig } from "#lib/config.ts";
import { AddGatewayInput, addGateway } from "#lib/operations/add-gateway.ts";
import { initialiseVault } from "#lib/operations/initialise-vault.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { Runtime } from "#lib/runtime.ts";

/** One round of a measurement: `prepare` and `clean` are not timed, what `prepare` gives is. */
export type Round = { prepare(): (() => unknown) | Promise<() => unknown>; clean(): void };

export type BenchConsole = {
  folder: string;
  storePath: string;
  gatewayId: string;
  ctx: OpeningContext;
  close(): void;
};

/** A console and one gateway with this store, in a folder of their own. */
export function openConsole(store: unknown): BenchConsole {
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-bench-"));
  const stateDir = path.join(folder, ".openclaw");
  const agentDir = path.join(stateDir, "agents/main/agent");
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(stateDir, "openclaw.json"), "// A gateway.\n{}\n");
  writeFileSync(path.join(stateDir, ".env"), "OPENAI_API_KEY=sk-FAKE-env\n");
  const storePath = path.join(agentDir, "auth-profiles.json");
  writeFileSync(storePath, `${JSON.stringify(store, null, 2)}\n`);
  const runtime = new Runtime(readConfig({ HOME: folder }));
  const ctx = runtime.openingContext({ kind: "system" }, Date.now());
  initialiseVault(ctx, runtime.config.keyringSource);
  const { gatewayId } = addGateway(ctx, AddGatewayInput.parse({ name: "bench", stateDir }));
  return {
    folder,
    storePath,
    gatewayId,
    ctx,
    close() {
      runtime.close();
      rmSync(folder, { recursive: true });
    },
  };
}
