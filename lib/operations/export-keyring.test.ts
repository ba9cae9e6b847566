import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, test } from "vitest";
import { readConfig } from "#lib/config.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { driveRotation } from "#lib/operations/drive-rotation.ts";
import { exportKeyring, exportKeyringTo } from "#lib/operations/export-keyring.ts";
import { proveIdentity } from "#lib/operations/prove-identity.ts";
import { readExportFile, recoverKeyring, verifyKeyringExport } from "#lib/operations/recover-keyring.ts";
import { sealTarget } from "#lib/operations/sealed-file.ts";
import { startRotation } from "#lib/operations/start-rotation.ts";
import { actorOf, TERMINAL, type TestContext, testContext, testRuntime } from "#lib/testing/context.ts";
import { fillVault, openAll } from "#lib/testing/full-vault.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const OPENING = { identities: [new SecretText(identity)] };
const other = await generateX25519Identity();
const code = (name: string) => expect.objectContaining({ code: name });
const bytesOf = (text: string) => new TextEncoder().encode(text);

async function exported(ctx: TestContext) {
  const file = path.join(temporaryFolder(), "keyring.age");
  await exportKeyringTo(ctx, ctx.runtime.config.keyringFile, { file, seal: { recipients: [recipient] } });
  return file;
}

const events = ({ db }: Pick<TestContext, "db">) =>
  db.raw.prepare("SELECT event FROM audit_log WHERE event LIKE 'vault.%' ORDER BY id").pluck().all();

test("an export is private, sealed, in the log, and opens this database and one secret of each kind", async () => {
  const ctx = testContext(TERMINAL);
  fillVault(ctx, 3);
  const file = await exported(ctx);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(["keyring.age"]);
  expect(readFileSync(file).includes("clawkeep-keyring")).toBe(false);
  const report = await verifyKeyringExport(ctx, readExportFile(file), OPENING);
  expect(report).toEqual({ keys: 1, dataKeys: 2, secrets: 6 });
  expect(events(ctx)).toEqual(["vault.initialised", "vault.exported", "vault.export_verified"]);
});

test("an export for the web is text that the same drill opens", async () => {
  const ctx = testContext(TERMINAL);
  const text = await exportKeyring(ctx, ctx.runtime.config.keyringFile, [recipient]);
  expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
  expect(await verifyKeyringExport(ctx, bytesOf(text), OPENING)).toEqual({
    keys: 1,
    dataKeys: 2,
    secrets: 0,
  });
});

describe("a drill refuses, and leaves no word of it in the log", () => {
  test.each([
    [
      "another key",
      "backup_not_opened",
      async (ctx: TestContext) => readExportFile(await exported(ctx)),
      other,
    ],
    ["what is no key", "backup_identity_invalid", async () => bytesOf("x"), "AGE-SECRET-KEY-1FAKE"],
    ["what is no export", "backup_not_opened", async () => bytesOf("not sealed at all"), identity],
    ["another vault's", "export_of_another_vault", otherVaults, identity],
    ["one from before a rotation", "export_outdated", fromBefore, identity],
    ["one that is far too long", "export_malformed", async () => new Uint8Array(300_000), identity],
  ])("%s", async (_, name, make, opening) => {
    const ctx = testContext(TERMINAL);
    const bytes = await make(ctx);
    const before = events(ctx);
    const trying = verifyKeyringExport(ctx, bytes, { identities: [new SecretText(opening)] });
    const refusal = await trying.catch((error: unknown) => error);
    expect(refusal).toEqual(code(name));
    expect(JSON.stringify(refusal)).not.toContain(opening);
    expect(events(ctx)).toEqual(before);
  });

  test("secrets that were all changed outside the console", async () => {
    const ctx = testContext(TERMINAL);
    fillVault(ctx, 2);
    const bytes = readExportFile(await exported(ctx));
    ctx.db.raw.exec("UPDATE profiles SET label = 'edited by hand'");
    await expect(verifyKeyringExport(ctx, bytes, OPENING)).rejects.toEqual(code("drill_secret_refused"));
  });
});

async function otherVaults() {
  return readExportFile(await exported(testContext(TERMINAL)));
}

async function fromBefore(ctx: TestContext) {
  const file = await exported(ctx);
  const { keyringFile } = ctx.runtime.config;
  startRotation(ctx, "keyring", keyringFile);
  await driveRotation(ctx, { keyringSource: keyringFile, holder: "here", clock: () => NOW_MS });
  return readExportFile(file);
}

describe("recovering", () => {
  const who = { actor: TERMINAL, nowMs: NOW_MS };

  test("puts the keyring back, private, and the database opens again", async () => {
    const ctx = testContext(TERMINAL);
    fillVault(ctx, 2);
    const secrets = openAll(ctx);
    const file = await exported(ctx);
    const { config } = ctx.runtime;
    rmSync(config.keyringFile);
    expect(await recoverKeyring(who, config, file, OPENING)).toMatchObject({ dataKeys: 2, secrets: 6 });
    expect(statSync(config.keyringFile).mode & 0o777).toBe(0o600);
    expect(openAll(testRuntime(ctx.folder).openingContext(TERMINAL, NOW_MS))).toEqual(secrets);
    expect(events(ctx).at(-1)).toBe("vault.recovered");
  });

  test("never replaces a keyring, and puts none beside a database that it does not open", async () => {
    const ctx = testContext(TERMINAL);
    const file = await exported(ctx);
    const before = readFileSync(ctx.runtime.config.keyringFile);
    const again = recoverKeyring(who, ctx.runtime.config, file, OPENING);
    await expect(again).rejects.toEqual(code("keyring_exists"));
    expect(readFileSync(ctx.runtime.config.keyringFile).equals(before)).toBe(true);
    const { config } = testContext(TERMINAL).runtime;
    rmSync(config.keyringFile);
    await expect(recoverKeyring(who, config, file, OPENING)).rejects.toEqual(code("export_of_another_vault"));
    expect(existsSync(config.keyringFile)).toBe(false);
  });

  test("works before there is a database", async () => {
    const file = await exported(testContext(TERMINAL));
    const config = readConfig({ HOME: temporaryFolder() });
    expect(await recoverKeyring(who, config, file, OPENING)).toBeNull();
    expect(existsSync(config.keyringFile)).toBe(true);
    expect(existsSync(config.databaseFile)).toBe(false);
  });
});

describe("a person of the web", { tags: ["W08"] }, () => {
  test("exports with a proof for these recipients and for no others, once", async () => {
    const ctx = testContext(TERMINAL);
    const web = ctx.as(addSession(ctx, await addPersonWithPassword(ctx, "owner")));
    const { keyringFile } = ctx.runtime.config;
    const prove = (recipients: string[]) =>
      proveIdentity(
        web,
        { kind: "password", password: PASSWORD },
        { action: "key.export", target: sealTarget(recipients), address: "192.0.2.7" },
      );
    const run = () => exportKeyring(web, keyringFile, [recipient]);
    await expect(run()).rejects.toEqual(code("step_up_required"));
    await prove([await identityToRecipient(other)]);
    await expect(run()).rejects.toEqual(code("step_up_required"));
    expect(events(ctx)).not.toContain("vault.exported");
    await prove([recipient]);
    await run();
    await expect(run()).rejects.toEqual(code("step_up_required"));
  });

  test.each(["admin", "operator", "viewer"] as const)(
    "who is %s may neither export nor try",
    async (role) => {
      const ctx = testContext(TERMINAL);
      const file = await exported(ctx);
      const theirs = ctx.as(actorOf(role));
      const { keyringFile } = ctx.runtime.config;
      await expect(exportKeyring(theirs, keyringFile, [recipient])).rejects.toEqual(code("forbidden"));
      await expect(verifyKeyringExport(theirs, readExportFile(file), OPENING)).rejects.toEqual(
        code("forbidden"),
      );
    },
  );
});

test("nothing that is there is overwritten, and what is no public key makes no file", async () => {
  const ctx = testContext(TERMINAL);
  const file = await exported(ctx);
  const { keyringFile } = ctx.runtime.config;
  const before = readFileSync(file);
  const wish = { file, seal: { recipients: [recipient] } };
  await expect(exportKeyringTo(ctx, keyringFile, wish)).rejects.toEqual(code("backup_file_exists"));
  expect(readFileSync(file).equals(before)).toBe(true);
  const elsewhere = path.join(temporaryFolder(), "other.age");
  const wrong = { file: elsewhere, seal: { recipients: [identity] } };
  await expect(exportKeyringTo(ctx, keyringFile, wrong)).rejects.toEqual(code("backup_recipient_invalid"));
  expect(existsSync(elsewhere)).toBe(false);
});
