import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Db } from "#db/client.ts";
import { loadDriver } from "#db/driver.ts";
import { listDataKeyUse } from "#db/repositories/data-keys.ts";
import { findLastRotation, findRunningRotation } from "#db/repositories/key-rotations.ts";
import { readConfig } from "#lib/config.ts";
import { driveRotation } from "#lib/operations/drive-rotation.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { listHeld } from "#lib/operations/reseal-batch.ts";
import { startRotation } from "#lib/operations/start-rotation.ts";
import { Runtime } from "#lib/runtime.ts";
import { type BenchConsole, openConsole, type Round } from "./console-folder.ts";

export type RotationKind = "keyring" | "data_keys";

/** A vault with these secrets for each round; timed is the rotation alone, with its rests. */
export function rotationSubject(store: unknown, kind: RotationKind): Round {
  let bench: BenchConsole;
  return {
    prepare() {
      bench = openConsole(store);
      importGateway(bench.ctx, bench.gatewayId);
      const { keyringSource } = readConfig({ HOME: bench.folder });
      startRotation(bench.ctx, kind, keyringSource);
      return async () => {
        const ended = await driveRotation(bench.ctx, { keyringSource, holder: "bench", clock: Date.now });
        if (ended?.state !== "done" || ended.unreadable > 0)
          throw new Error("The rotation did not end well.");
      };
    },
    clean: () => bench.close(),
  };
}

/** Has a console in this home, whose server runs, rotate its data keys; resolves to how far it is. */
export function rotationIn(home: string) {
  const runtime = new Runtime(readConfig({ HOME: home }));
  const context = () => runtime.openingContext({ kind: "system" }, Date.now());
  return {
    start: () => startRotation(context(), "data_keys", runtime.config.keyringSource),
    isRunning: () => findRunningRotation(runtime.db.reader) !== null,
    close: () => runtime.close(),
  };
}

/** A vault of these secrets that rotations are killed in, and what is found in it by a process that knows nothing. */
export function killedVault(store: unknown) {
  const bench = openConsole(store);
  importGateway(bench.ctx, bench.gatewayId);
  const { keyringSource } = readConfig({ HOME: bench.folder });
  const reopened = <T>(look: (runtime: Runtime) => T): T => {
    const runtime = new Runtime(readConfig({ HOME: bench.folder }));
    try {
      return look(runtime);
    } finally {
      runtime.close();
    }
  };
  return {
    home: bench.folder,
    start: () => startRotation(bench.ctx, "data_keys", keyringSource),
    /** Every secret by its place, opened; throws when one does not open. */
    secrets: () =>
      reopened((runtime) => openedSecrets(runtime.openingContext({ kind: "system" }, Date.now()))),
    state: () => reopened(({ db }) => stateOf(db)),
    close: () => bench.close(),
  };
}

function openedSecrets({ db, opener }: OpeningContext): Map<string, string> {
  const held = listHeld(db.reader, Number.MAX_SAFE_INTEGER).flatMap(([table, rows]) =>
    rows.map((row) => ({ table, ...row })),
  );
  return new Map(
    held.map(({ table, id, sealed, place }) => [`${table} ${id}`, opener.open(sealed, place).reveal()]),
  );
}

function stateOf(db: Db) {
  const rotation = findLastRotation(db.reader);
  const keys = listDataKeyUse(db.reader).filter(({ purpose }) => purpose === "seal");
  return {
    isDone: rotation?.state === "done" && rotation.unreadable === 0,
    moved: rotation?.done ?? 0,
    total: rotation?.total ?? 0,
    /** Envelopes ever written under the new key: what was done twice is counted twice. */
    written: keys.find(({ id }) => id === rotation?.targetId)?.seals ?? 0,
    sealKeys: keys.length,
  };
}

/** Goes on with the rotation of a home, whose last driver is dead; resolves to the CPU time it took. */
export async function driveIn(home: string, laterMs: number): Promise<number> {
  const runtime = new Runtime(readConfig({ HOME: home }));
  const clock = () => Date.now() + laterMs;
  const { keyringSource } = runtime.config;
  const before = process.cpuUsage();
  const ctx = runtime.openingContext({ kind: "system" }, clock());
  await driveRotation(ctx, { keyringSource, holder: `process ${process.pid}`, clock });
  const { user, system } = process.cpuUsage(before);
  runtime.close();
  return (user + system) / 1000;
}

const BATCH_ROWS = 64;

/** Decrypts, encrypts and updates as many rows, in as many transactions, one after the other. */
export function rotationFloor(secrets: number): Round {
  let folder = "";
  let close = () => {};
  return {
    prepare() {
      folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-b14-"));
      const Driver = loadDriver();
      const db = new Driver(path.join(folder, "floor.sqlite"));
      close = () => db.close();
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = FULL");
      db.exec("CREATE TABLE credentials (id INTEGER PRIMARY KEY, sealed BLOB) STRICT");
      const [before, after] = [randomBytes(32), randomBytes(32)];
      const insert = db.prepare("INSERT INTO credentials VALUES (?, ?)");
      db.transaction(() => {
        for (let id = 1; id <= secrets; id += 1)
          insert.run(id, encrypt(before, Buffer.from(`sk-FAKE-${id}`)));
      })();
      const read = db.prepare<[number, number], { id: number; sealed: Buffer }>(
        "SELECT id, sealed FROM credentials WHERE id > ? ORDER BY id LIMIT ?",
      );
      const write = db.prepare("UPDATE credentials SET sealed = ? WHERE id = ?");
      const batch = db.transaction((afterId: number) => {
        const rows = read.all(afterId, BATCH_ROWS);
        for (const { id, sealed } of rows) write.run(encrypt(after, decrypt(before, sealed)), id);
        return rows.at(-1)?.id;
      });
      return () => {
        for (let last: number | undefined = 0; last !== undefined; ) last = batch.immediate(last);
      };
    },
    clean() {
      close();
      rmSync(folder, { recursive: true });
    },
  };
}

function encrypt(key: Buffer, plaintext: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}
