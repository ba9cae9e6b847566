import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { listDataKeys, mostSeals } from "#db/repositories/data-keys.ts";
import { findLastRotation, type RotationKind } from "#db/repositories/key-rotations.ts";
import { countSealedByKey, SEALED_COLUMNS } from "#db/repositories/sealed-rows.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { credentialPlace } from "#lib/operations/credential-place.ts";
import { driveRotation } from "#lib/operations/drive-rotation.ts";
import { replaceSecret } from "#lib/operations/replace-secret.ts";
import { cancelRotation, startRotation } from "#lib/operations/start-rotation.ts";
import { actorOf, TERMINAL, type TestContext, testContext, testRuntime } from "#lib/testing/context.ts";
import { fillVault, openAll } from "#lib/testing/full-vault.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { buildProgram } from "#lib/testing/processes.ts";
import { readKeyringFile } from "#lib/vault/keyring-file.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const MINUTE = 60_000;

function filled(count = 150) {
  const ctx = testContext(TERMINAL);
  const { envelopes } = fillVault(ctx, count);
  const { keyringFile } = ctx.runtime.config;
  const start = (kind: RotationKind) => startRotation(ctx, kind, keyringFile);
  const drive = (more: Partial<Parameters<typeof driveRotation>[1]> = {}) =>
    driveRotation(ctx, { keyringSource: keyringFile, holder: "here", clock: () => NOW_MS, ...more });
  return { ctx, envelopes, keyringFile, start, drive, secrets: openAll(ctx) };
}

/** What another process finds, which knows nothing of before. */
function freshly(ctx: TestContext): Map<string, string> {
  return openAll(testRuntime(ctx.folder).openingContext({ kind: "system" }, NOW_MS));
}

const sealKeys = ({ db }: TestContext) => listDataKeys(db.reader).filter(({ purpose }) => purpose === "seal");

describe("rotating the keyring", () => {
  test("wraps every data key under a new key, drops the old one, and everything opens", async () => {
    const { ctx, keyringFile, start, drive, secrets } = filled(5);
    const before = readKeyringFile(keyringFile);
    start("keyring");
    expect(await drive()).toMatchObject({ state: "done", done: 2, total: 2, unreadable: 0 });

    const after = readKeyringFile(keyringFile);
    expect([...after.keys.keys()]).toEqual([after.current.id]);
    expect(after.keys.has(before.current.id)).toBe(false);
    expect(after.vaultId).toBe(before.vaultId);
    expect(listDataKeys(ctx.db.reader).map((row) => row.keyringKeyId)).toEqual(
      listDataKeys(ctx.db.reader).map(() => after.current.id),
    );
    expect(statSync(keyringFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(keyringFile)).filter((name) => name.includes("rotation"))).toEqual([]);
    expect(freshly(ctx)).toEqual(secrets);
    expect(openAll(ctx)).toEqual(secrets);
  });

  test("is followed by a process that still has the old keyring in memory", async () => {
    const { ctx, start, drive, secrets } = filled(5);
    const other = testRuntime(ctx.folder).openingContext({ kind: "system" }, NOW_MS);
    expect(openAll(other)).toEqual(secrets);
    start("keyring");
    await drive();
    start("data_keys");
    await drive();
    expect(openAll(other)).toEqual(secrets);
  });
});

describe("rotating the data keys", () => {
  test("seals every envelope under a new key and destroys the old one", async () => {
    const { ctx, envelopes, start, drive, secrets } = filled();
    const [old] = sealKeys(ctx);
    start("data_keys");
    expect(await drive()).toMatchObject({ state: "done", done: envelopes, total: envelopes, unreadable: 0 });
    const [key, ...others] = sealKeys(ctx);
    expect(others).toEqual([]);
    expect(key?.id).not.toBe(old?.id);
    expect([...countSealedByKey(ctx.db.reader)]).toEqual([[key?.id, envelopes]]);
    expect(freshly(ctx)).toEqual(secrets);
  });

  test("lets another process seal under the new key from the first moment on", async () => {
    const { ctx, start } = filled(1);
    const other = testRuntime(ctx.folder).openingContext(actorOf("owner"), NOW_MS);
    openAll(other);
    start("data_keys");
    const newest = sealKeys(ctx).at(-1)?.id;
    const secret = new SecretText("sk-proj-FAKE-sealed-by-another");
    const sealed = other.sealer.seal(secret, {
      table: "credentials",
      field: "sealed",
      rowId: "x",
      facts: {},
    });
    expect(sealed.split(".")[1]).toBe(newest);
    replaceSecret(other, "prof_0", { secret });
    expect(freshly(ctx).get([...freshly(ctx).keys()][0] ?? "")).toBe("sk-proj-FAKE-sealed-by-another");
  });

  test("leaves an envelope that does not open as it is, and its key with it", async () => {
    const { ctx, envelopes, start, drive } = filled();
    const [old] = sealKeys(ctx);
    ctx.db.raw.prepare("UPDATE profiles SET label = 'edited by hand' WHERE id = 'prof_70'").run();
    const sealedOf = () =>
      ctx.db.raw.prepare("SELECT sealed FROM credentials WHERE profile_row_id = 'prof_70'").pluck().get();
    const before = sealedOf();
    start("data_keys");
    expect(await drive()).toMatchObject({ state: "done", done: envelopes - 1, unreadable: 1 });
    expect(sealedOf()).toBe(before);
    expect(sealKeys(ctx).map(({ id }) => id)).toContain(old?.id);
  });

  test("destroys no key that is in use, and no write brings a destroyed one back", async () => {
    const { ctx, start, drive } = filled(1);
    const [old] = sealKeys(ctx);
    const stale = ctx.sealer.seal(
      new SecretText("sk-proj-FAKE-too-late"),
      credentialPlace("cred_00000000", { ...profileOf(ctx), label: "label 0" }),
    );
    const destroy = (id: string | undefined) =>
      ctx.db.raw.prepare("DELETE FROM data_keys WHERE id = ?").run(id);
    expect(() => destroy(old?.id)).toThrow("data_key_in_use");
    start("data_keys");
    await drive();
    const write = ctx.db.raw.prepare("UPDATE credentials SET sealed = ?");
    expect(() => write.run(stale)).toThrow("data_key_destroyed");
    expect(() => openAll(ctx)).not.toThrow();
  });

  test("counts every envelope that is written, and refuses the one that would be too many", () => {
    const { ctx, envelopes } = filled(4);
    expect(mostSeals(ctx.db.reader)).toBe(envelopes);
    ctx.db.raw.prepare("UPDATE data_keys SET seals = 4294967295").run();
    const secret = (text: string) => new SecretText(`sk-proj-FAKE-${text}-0123456789`);
    replaceSecret(ctx, "prof_0", { secret: secret("last") });
    const before = openAll(ctx);
    expect(() => replaceSecret(ctx, "prof_1", { secret: secret("one too many") })).toThrow(
      code("data_key_worn_out"),
    );
    expect(openAll(ctx)).toEqual(before);
  });
});

function profileOf({ db }: TestContext) {
  const row = db.raw.prepare("SELECT * FROM profiles WHERE id = 'prof_0'").get() as Record<string, never>;
  return {
    id: "prof_0",
    gatewayId: String(row.gateway_id),
    agentId: "main",
    profileId: "openai:0",
    provider: "openai",
    type: "api_key" as const,
    email: null,
    expiresAtMs: null,
  };
}

describe("a rotation", () => {
  test.each(["admin", "operator", "viewer"] as const)("is not for an %s", async (role) => {
    const { ctx, keyringFile, start } = filled(1);
    const theirs = ctx.as(actorOf(role));
    expect(() => startRotation(theirs, "keyring", keyringFile)).toThrow(code("forbidden"));
    expect(findLastRotation(ctx.db.reader)).toBeNull();
    start("data_keys");
    expect(() => cancelRotation(theirs)).toThrow(code("forbidden"));
    await expect(
      driveRotation(theirs, { keyringSource: keyringFile, holder: "x", clock: () => NOW_MS }),
    ).rejects.toThrow(code("forbidden"));
    expect(findLastRotation(ctx.db.reader)).toMatchObject({ state: "running", done: 0 });
  });

  test("runs once at a time and is driven by one process", async () => {
    const { ctx, start, drive } = filled();
    start("data_keys");
    expect(() => start("keyring")).toThrow(code("rotation_running"));
    let other: unknown;
    const ended = await drive({
      onStep: (step) => {
        if (step === "reseal") other ??= drive({ holder: "elsewhere" }).catch((error: unknown) => error);
      },
    });
    expect(await other).toEqual(code("rotation_elsewhere"));
    expect(ended).toMatchObject({ state: "done" });
    expect(() => openAll(ctx)).not.toThrow();
  });

  test("that is cancelled leaves everything open, and the next one moves the rest", async () => {
    const { ctx, start, drive, secrets } = filled(300);
    start("data_keys");
    let asked = false;
    const ended = await drive({
      onStep: (step) => {
        if (step !== "reseal" || asked) return;
        asked = true;
        cancelRotation(ctx);
      },
    });
    expect(ended).toMatchObject({ state: "cancelled" });
    expect(countSealedByKey(ctx.db.reader).size).toBe(2);
    expect(freshly(ctx)).toEqual(secrets);
    expect(() => cancelRotation(ctx)).toThrow(code("rotation_not_running"));
    start("data_keys");
    await drive();
    expect(countSealedByKey(ctx.db.reader).size).toBe(1);
    expect(sealKeys(ctx)).toHaveLength(1);
    expect(freshly(ctx)).toEqual(secrets);
  });

  test("is tried with something sealed in every column that holds envelopes", () => {
    const tables = new Set([...filled(1).secrets.keys()].map((place) => place.split(" ")[0]));
    expect([...tables].sort()).toEqual(Object.keys(SEALED_COLUMNS).sort());
  });

  test("covers every column that holds envelopes, and triggers guard each of them", () => {
    const { db } = testContext();
    const columns = db.raw
      .prepare(
        `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name LIKE '%sealed%' ORDER BY 1, 2`,
      )
      .all();
    const covered = Object.entries(SEALED_COLUMNS).map(([table, column]) => ({ table, column }));
    expect(columns).toEqual(covered.sort((a, b) => (a.table < b.table ? -1 : 1)));

    const triggers = db.raw.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
      sql: string;
    }[];
    const names = triggers.map(({ name }) => name);
    const inUse = triggers.find(({ name }) => name === "data_keys_in_use")?.sql;
    for (const { table, column } of covered) {
      expect(names).toEqual(expect.arrayContaining([`${table}_sealed_insert`, `${table}_sealed_update`]));
      expect(inUse).toContain(`FROM ${table} WHERE substr(${column}, 4, 27)`);
    }
  });
});

describe("a rotation that is killed", () => {
  test.each(["keyring", "data_keys"] as const)(
    "of %s at any moment loses nothing and goes on",
    { timeout: 300_000, tags: ["F02"] },
    async (kind) => {
      const program = await buildProgram("rotate-and-die.ts");
      const { ctx, start, drive, secrets } = filled(130);
      const run = (nth: number, round: number) =>
        spawnSync(process.execPath, [program, ctx.folder, String(nth), String(round * MINUTE)], {
          encoding: "utf8",
        });
      let killed = 0;
      for (let nth = 1; nth < 100; nth += 1) {
        start(kind);
        const { signal, stdout, stderr } = run(nth, nth);
        expect(stderr).toBe("");
        expect(freshly(ctx)).toEqual(secrets);
        if (signal === null) {
          expect(JSON.parse(stdout).steps).toBe(nth - 1);
          break;
        }
        expect(signal).toBe("SIGKILL");
        killed += 1;
        // Whoever comes when the lease is over finishes it; there may be nothing left to finish.
        await drive({ clock: () => NOW_MS + (nth + 1) * MINUTE });
        expect(findLastRotation(ctx.db.reader)).toMatchObject({ state: "done", unreadable: 0 });
        expect(freshly(ctx)).toEqual(secrets);
        // Nothing that was committed before the kill is done again: each envelope is written once under the new key.
        if (kind === "data_keys") expect(mostSeals(ctx.db.reader)).toBe(secrets.size);
      }
      expect(killed).toBeGreaterThanOrEqual(kind === "keyring" ? 11 : 25);
      expect(sealKeys(ctx)).toHaveLength(1);
      expect(readKeyringFile(ctx.runtime.config.keyringFile).keys.size).toBe(1);
    },
  );
});
