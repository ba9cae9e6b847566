import { createCipheriv, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadDriver } from "#db/driver.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { type BenchConsole, openConsole, type Round } from "./console-folder.ts";

type Store = { profiles: Record<string, { key?: string; token?: string; provider: string }> };

/** A console and a gateway of their own for each round; timed is the import alone. */
export function importSubject(store: Store): Round {
  const expected = Object.keys(store.profiles).length;
  let bench: BenchConsole;
  return {
    prepare() {
      bench = openConsole(store);
      return () => {
        const { changes } = importGateway(bench.ctx, bench.gatewayId);
        if (changes < expected) throw new Error(`Only ${changes} of ${expected} were taken over.`);
      };
    },
    clean: () => bench.close(),
  };
}

/** AES-256-GCM and one INSERT for each profile, one commit. */
export function importFloor(store: Store): Round {
  const rows = Object.entries(store.profiles).map(([id, { key, token, provider }]) => ({
    id,
    provider,
    secret: key ?? token,
  }));
  let folder = "";
  let close = () => {};
  return {
    prepare() {
      folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-b12-"));
      const Driver = loadDriver();
      const db = new Driver(path.join(folder, "floor.sqlite"));
      close = () => db.close();
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = FULL");
      db.exec(
        "CREATE TABLE profiles (id TEXT PRIMARY KEY, profile_id TEXT, provider TEXT, sealed BLOB) STRICT",
      );
      const insert = db.prepare("INSERT INTO profiles VALUES (?, ?, ?, ?)");
      const key = randomBytes(32);
      return db.transaction(() => {
        for (const { id, provider, secret } of rows)
          insert.run(randomUUID(), id, provider, secret ? encrypt(key, secret) : null);
      });
    },
    clean() {
      close();
      rmSync(folder, { recursive: true });
    },
  };
}

function encrypt(key: Buffer, secret: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
  return Buffer.concat([nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
}
