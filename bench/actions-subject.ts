import { randomBytes } from "node:crypto";
import path from "node:path";
import { loadDriver } from "#db/driver.ts";
import { readConfig } from "#lib/config.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { Runtime } from "#lib/runtime.ts";
import { openConsole } from "./console-folder.ts";
import { generateStore } from "./gen-store.mjs";

/** The gateway's own store, which every action reads, has as many profiles as a large team's. */
const PROFILES = 50;
const ROW_BYTES = 300;
/** As long as the product waits for another writer. */
const BUSY_TIMEOUT_MS = 5_000;

type Committing = { commit(): void; close(): void };

/** A console with one gateway, and beside it an empty database for the raw commits. */
export function openActionsFolder(): { folder: string; gatewayId: string; close(): void } {
  const { folder, gatewayId, close } = openConsole(generateStore(PROFILES));
  openRaw(folder).close();
  return { folder, gatewayId, close };
}

/** The action as an adapter runs it: parse what was sent, then the operation. */
export function openAction(folder: string, gatewayId: string, worker: number): Committing {
  const runtime = new Runtime(readConfig({ HOME: folder }));
  let count = 0;
  return {
    commit() {
      count += 1;
      const input = AddApiKeyInput.parse({
        gatewayId,
        agentId: "main",
        provider: "openai",
        profileId: `openai:w${worker}-${process.pid}-${count}`,
        label: "bench",
        secret: `sk-FAKE-${randomBytes(36).toString("hex")}`,
      });
      addApiKey(runtime.operationContext({ kind: "system" }, Date.now()), input);
    },
    close: () => runtime.close(),
  };
}

/** One row of 300 bytes, one durable commit: what no action can do without. */
export function openRawCommit(folder: string, worker: number): Committing {
  const db = openRaw(folder);
  const insert = db.prepare("INSERT INTO rows (worker, text) VALUES (?, ?)");
  const text = "x".repeat(ROW_BYTES);
  const commit = db.transaction(() => insert.run(worker, text)).immediate;
  return { commit, close: () => db.close() };
}

function openRaw(folder: string) {
  const Driver = loadDriver();
  const db = new Driver(path.join(folder, "raw.sqlite"), { timeout: BUSY_TIMEOUT_MS });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, worker INTEGER, text TEXT) STRICT");
  return db;
}
