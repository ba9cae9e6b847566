import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { readPublishGround } from "#lib/operations/publish-ground.ts";
import { writeStores } from "#lib/operations/publish-stores.ts";
import { type BenchConsole, openConsole, type Round } from "./console-folder.ts";

/** Everything of the store is in the vault, and the gateway still has it all in plain text: each profile changes. */
function imported(store: unknown): BenchConsole {
  const bench = openConsole(store);
  importGateway(bench.ctx, bench.gatewayId);
  return bench;
}

/** The push into the store alone, lock and all. */
export function pushSubject(store: unknown): Round {
  let bench: BenchConsole;
  return {
    prepare() {
      bench = imported(store);
      const { state, wanted } = readPublishGround(bench.ctx.db.reader, bench.gatewayId);
      return async () => {
        const [write] = await writeStores(state, wanted);
        if (!write?.changed) throw new Error("Nothing was written.");
      };
    },
    clean() {
      expectNoSecret(bench.storePath);
      bench.close();
    },
  };
}

/** The whole publish: plan, grants, resolver, config, push, read back, receipt. */
export function publishSubject(store: unknown): Round {
  let bench: BenchConsole;
  return {
    prepare() {
      bench = imported(store);
      return async () => {
        const reload = async () => ({ kind: "by_hand" as const, command: "" });
        const { verified } = await publishGateway(bench.ctx, bench.gatewayId, reload);
        if (!verified) throw new Error("It was not verified.");
      };
    },
    clean: () => bench.close(),
  };
}

export function pushFloor(store: unknown, synced = false): Round {
  let folder = "";
  return {
    prepare() {
      folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-bench-"));
      return () => {
        const file = openSync(path.join(folder, "auth-profiles.json"), "w", 0o600);
        writeSync(file, JSON.stringify(store, null, 2));
        if (synced) fsyncSync(file);
        closeSync(file);
      };
    },
    clean: () => rmSync(folder, { recursive: true }),
  };
}

function expectNoSecret(storePath: string): void {
  if (/(sk|tok)-FAKE-/.test(readFileSync(storePath, "utf8")))
    throw new Error("A secret was left in the store.");
}
