import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { readConfig } from "#lib/config.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { witnessFile } from "#lib/operations/audit-witness.ts";
import { createApiToken } from "#lib/operations/create-api-token.ts";
import { makeBackup } from "#lib/operations/make-backup.ts";
import { proveIdentity } from "#lib/operations/prove-identity.ts";
import { restoreBackup, verifyBackup } from "#lib/operations/restore-backup.ts";
import { sealTarget } from "#lib/operations/sealed-file.ts";
import { actorOf, OWNER, TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const SEAL = { recipients: [recipient] };
const OPENING = { identities: [new SecretText(identity)] };
const PASSPHRASE = new SecretText("obviously a fake passphrase");
const WHO = { actor: OWNER, nowMs: NOW_MS };

async function backedUp(wish: { withKeyring?: boolean } = {}) {
  const ctx = testContext(TERMINAL);
  createApiToken(ctx.as(TERMINAL), { name: "monitor", scopes: ["check:read"], expiresIn: 1000 });
  const file = path.join(temporaryFolder(), "backup.age");
  const manifest = await makeBackup(ctx, ctx.runtime.config, {
    file,
    seal: SEAL,
    withKeyring: true,
    ...wish,
  });
  return { ctx, file, manifest, config: ctx.runtime.config };
}

/** Another machine, with nothing on it. */
const elsewhere = () => readConfig({ HOME: temporaryFolder() });

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

const audited = ({ db }: Pick<TestContext, "db">) =>
  db.raw.prepare("SELECT event FROM audit_log ORDER BY id").pluck().all();

test("a backup with the keyring is restored where there is nothing, and opens", async () => {
  const { file, manifest } = await backedUp();
  const places = elsewhere();
  const report = await restoreBackup(WHO, places, file, { opening: OPENING, keepTokens: false });
  expect(report).toEqual({
    at: manifest.at,
    auditRows: 2,
    dataKeys: 2,
    hasKeyring: true,
    secrets: 0,
    revoked: 1,
  });
  expect(statSync(places.databaseFile).mode & 0o777).toBe(0o600);
  expect(statSync(places.keyringFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(places.dataDir)).toEqual(["clawkeep.sqlite"]);
  const db = openDatabase(places.databaseFile);
  afterThisTest(() => db.close());
  expect(audited({ db })).toEqual(["vault.initialised", "api_token.created", "backup.restored"]);
  expect(db.raw.prepare("SELECT count(*) FROM api_tokens WHERE revoked_at_ms IS NULL").pluck().get()).toBe(0);
});

test("--keep-tokens leaves them", async () => {
  const { file } = await backedUp();
  const places = elsewhere();
  // What was there is of a longer log, and the restored one is shorter on purpose.
  const witness = witnessFile(places.keyringFile);
  mkdirSync(path.dirname(witness), { recursive: true });
  writeFileSync(witness, "of the log before");
  const { revoked } = await restoreBackup(WHO, places, file, { opening: OPENING, keepTokens: true });
  expect(revoked).toBe(0);
  expect(existsSync(witness)).toBe(false);
  const db = openDatabase(places.databaseFile);
  afterThisTest(() => db.close());
  expect(db.raw.prepare("SELECT count(*) FROM api_tokens WHERE revoked_at_ms IS NULL").pluck().get()).toBe(1);
});

test("the copy has no session, and the console keeps its own", async () => {
  const ctx = testContext(TERMINAL);
  ctx.db.raw.exec(`INSERT INTO user (id, name, email, created_at_ms, updated_at_ms)
    VALUES ('u', 'u', 'u@example.test', ${NOW_MS}, 1);
    INSERT INTO session (id, token_hash, user_id, expires_at_ms, created_at_ms, updated_at_ms)
    VALUES ('s', 'obviously-fake-session-00000000000000000000', 'u', 1, 1, 1)`);
  const file = path.join(temporaryFolder(), "backup.age");
  await makeBackup(ctx, ctx.runtime.config, { file, seal: SEAL, withKeyring: true });
  expect(ctx.db.raw.prepare("SELECT count(*) FROM session").pluck().get()).toBe(1);
  const places = elsewhere();
  await restoreBackup(WHO, places, file, { opening: OPENING, keepTokens: true });
  expect(readFileSync(places.databaseFile).includes("obviously-fake-session")).toBe(false);
});

test("a backup is private, encrypted, in the log, and leaves nothing else", async () => {
  const { ctx, file, config } = await backedUp();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
  for (const word of ["SQLite format", "clawkeep-keyring", "clawkeep-backup", "monitor"])
    expect(bytes.includes(word)).toBe(false);
  expect(audited(ctx).at(-1)).toBe("backup.made");
  expect(filesBelow(config.dataDir).filter((name) => name.includes("draft"))).toEqual([]);
  expect(readdirSync(path.dirname(file))).toEqual(["backup.age"]);
});

test("without the keyring in it, a backup needs the keyring in its place, and no other", async () => {
  const { ctx, file, config } = await backedUp({ withKeyring: false });
  const without = elsewhere();
  const restore = (places: typeof without) =>
    restoreBackup(WHO, places, file, { opening: OPENING, keepTokens: false });
  await expect(restore(without)).rejects.toMatchObject({ code: "keyring_missing" });
  const other = { ...elsewhere(), keyringSource: testContext(TERMINAL).runtime.config.keyringFile };
  await expect(restore(other)).rejects.toMatchObject({ code: "backup_keyring_other" });
  expect([...filesBelow(without.dataDir), ...filesBelow(other.dataDir)]).toEqual([]);
  const own = { ...elsewhere(), keyringSource: config.keyringFile };
  expect(await restore(own)).toMatchObject({ hasKeyring: false, dataKeys: 2 });
  expect(audited(ctx)).toContain("backup.made");
});

test("a passphrase opens what it sealed, another one does not, and a short one is refused", async () => {
  const ctx = testContext(TERMINAL);
  const file = path.join(temporaryFolder(), "backup.age");
  const make = (passphrase: SecretText) =>
    makeBackup(ctx, ctx.runtime.config, { file, seal: { passphrase }, withKeyring: true });
  await expect(make(new SecretText("too short"))).rejects.toMatchObject({ code: "backup_passphrase_short" });
  expect(existsSync(file)).toBe(false);
  await make(PASSPHRASE);
  const check = (passphrase: SecretText) => verifyBackup(WHO, elsewhere(), file, { passphrase });
  expect(await check(PASSPHRASE)).toMatchObject({ hasKeyring: true });
  await expect(check(new SecretText("another fake passphrase"))).rejects.toMatchObject({
    code: "backup_not_opened",
  });
});

test.each([
  ["cut off", (file: string) => truncateSync(file, statSync(file).size - 100)],
  ["cut off at half", (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  [
    "changed in one byte",
    (file: string) => {
      const bytes = readFileSync(file);
      bytes.writeUInt8(bytes.readUInt8(70_000) ^ 1, 70_000);
      writeFileSync(file, bytes);
    },
  ],
  ["longer by a byte", (file: string) => writeFileSync(file, "x", { flag: "a" })],
])("a backup that is %s is refused, and nothing is left", async (_, damage) => {
  const { file } = await backedUp();
  damage(file);
  const places = elsewhere();
  const restoring = restoreBackup(WHO, places, file, { opening: OPENING, keepTokens: false });
  await expect(restoring).rejects.toMatchObject({ code: "backup_damaged" });
  expect(filesBelow(places.dataDir)).toEqual([]);
  expect(existsSync(places.keyringFile)).toBe(false);
});

test("a log that was bent before the backup is found by the drill", async () => {
  const ctx = testContext(TERMINAL);
  ctx.db.raw.exec("DROP TRIGGER audit_log_no_update; UPDATE audit_log SET actor = 'nobody' WHERE id = 1");
  const file = path.join(temporaryFolder(), "backup.age");
  await makeBackup(ctx, ctx.runtime.config, { file, seal: SEAL, withKeyring: true });
  await expect(verifyBackup(WHO, elsewhere(), file, OPENING)).rejects.toMatchObject({
    code: "backup_audit_broken",
    params: { id: 1 },
  });
});

test("nothing that is there is overwritten: not a file, a database or a keyring", async () => {
  const { ctx, file, config } = await backedUp();
  const before = readFileSync(file);
  const again = makeBackup(ctx, config, { file, seal: SEAL, withKeyring: true });
  await expect(again).rejects.toMatchObject({ code: "backup_file_exists" });
  expect(readFileSync(file).equals(before)).toBe(true);

  const restore = (places: typeof config) =>
    restoreBackup(WHO, places, file, { opening: OPENING, keepTokens: false });
  await expect(restore(config)).rejects.toMatchObject({ code: "restore_not_empty" });
  const taken = { ...elsewhere(), keyringSource: config.keyringFile };
  await expect(restore(taken)).rejects.toMatchObject({ code: "restore_keyring_exists" });
  expect(existsSync(taken.databaseFile)).toBe(false);
});

test("what is no public key is refused without repeating it, and no file is left", async () => {
  const ctx = testContext(TERMINAL);
  const file = path.join(temporaryFolder(), "backup.age");
  const seal = { recipients: [recipient, identity] };
  const making = makeBackup(ctx, ctx.runtime.config, { file, seal, withKeyring: false });
  const refusal = await making.catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "backup_recipient_invalid", params: { number: 2 } });
  expect(JSON.stringify(refusal)).not.toContain(identity);
  expect(existsSync(file)).toBe(false);
  expect(audited(ctx)).toEqual(["vault.initialised"]);
});

test("what a process left that is no more is removed; what is not ours stays", async () => {
  const { ctx, config } = await backedUp();
  const left = path.join(config.dataDir, `.clawkeep-${2 ** 22 + 1}-0123456789ab.draft`);
  mkdirSync(left);
  const foreign = path.join(config.dataDir, "notes.draft");
  writeFileSync(foreign, "mine");
  const file = path.join(temporaryFolder(), "second.age");
  await makeBackup(ctx, config, { file, seal: SEAL, withKeyring: false });
  expect(existsSync(left)).toBe(false);
  expect(readFileSync(foreign, "utf8")).toBe("mine");
  rmSync(foreign);
});

test("one that only waits to be fetched is called in the log as it is fetched", async () => {
  const { ctx, config } = await backedUp();
  const file = path.join(temporaryFolder(), "waiting.draft");
  await makeBackup(ctx, config, { file, name: "clawkeep-2026-11-22.age", seal: SEAL, withKeyring: false });
  const details = ctx.db.raw.prepare("SELECT details FROM audit_log ORDER BY id DESC LIMIT 1").pluck().get();
  expect(JSON.parse(String(details))).toMatchObject({ file: "clawkeep-2026-11-22.age" });
  expect(details).not.toContain(file);
});

test("a backup that the log cannot name is not left", async () => {
  const { ctx, config } = await backedUp();
  ctx.db.raw.exec(
    "CREATE TRIGGER no_audit BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'audit is closed'); END;",
  );
  const file = path.join(temporaryFolder(), "second.age");
  const making = makeBackup(ctx, config, { file, seal: SEAL, withKeyring: false });
  await expect(making).rejects.toThrow("audit is closed");
  expect(existsSync(file)).toBe(false);
});

test.each(["admin", "operator", "viewer"] as const)("%s may neither make nor open one", async (role) => {
  const { ctx, file, config } = await backedUp();
  const other = path.join(temporaryFolder(), "other.age");
  const wish = { file: other, seal: SEAL, withKeyring: true };
  await expect(makeBackup(ctx.as(actorOf(role)), config, wish)).rejects.toThrow("forbidden");
  expect(existsSync(other)).toBe(false);
  const who = { actor: actorOf(role), nowMs: NOW_MS };
  await expect(verifyBackup(who, config, file, OPENING)).rejects.toThrow("forbidden");
});

test("a person of the web makes one with a proof for these recipients, which is used up before the work", {
  tags: ["W08"],
}, async () => {
  const ctx = testContext(TERMINAL);
  const web = ctx.as(addSession(ctx, await addPersonWithPassword(ctx, "owner")));
  const file = path.join(temporaryFolder(), "backup.age");
  const make = () => makeBackup(web, ctx.runtime.config, { file, seal: SEAL, withKeyring: false });
  const prove = (recipients: string[]) =>
    proveIdentity(
      web,
      { kind: "password", password: PASSWORD },
      { action: "backup.make", target: sealTarget(recipients), address: "192.0.2.7" },
    );
  await expect(make()).rejects.toMatchObject({ code: "step_up_required" });
  await prove(["age1other"]);
  await expect(make()).rejects.toMatchObject({ code: "step_up_required" });
  expect(existsSync(file)).toBe(false);
  await prove([recipient]);
  await make();
  expect(audited(ctx).slice(-2)).toEqual(["backup.started", "backup.made"]);
  rmSync(file);
  await expect(make()).rejects.toMatchObject({ code: "step_up_required" });
});
