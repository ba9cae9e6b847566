import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findVerification } from "#db/repositories/audit-chain.ts";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { watchAuditEnd, witnessFile } from "#lib/operations/audit-witness.ts";
import { verifyAudit } from "#lib/operations/verify-audit.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";

/** A console with some changes, and its database as a copy of before the last ones. */
function consoleWithCopy() {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const { keyringFile, databaseFile } = ctx.runtime.config;
  const add = (n: number) => {
    const profileId = `openai:${n}`;
    const input = {
      gatewayId,
      agentId: "main",
      provider: "openai",
      profileId,
      secret: `${FAKE.apiKey}-${n}`,
    };
    addApiKey(current(ctx), AddApiKeyInput.parse(input));
  };
  add(1);
  const copy = `${databaseFile}.copy`;
  ctx.runtime.db.raw.pragma("wal_checkpoint(TRUNCATE)");
  copyFileSync(databaseFile, copy);
  add(2);
  const watch = () => watchAuditEnd(current(ctx), keyringFile);
  /** As a person does who wants yesterday back, or who wants a revoked token to work again. */
  const putBack = () => {
    ctx.runtime.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(databaseFile + end, { force: true });
    copyFileSync(copy, databaseFile);
  };
  return { ctx, keyringFile, databaseFile, add, watch, putBack };
}

/** With the database that the runtime has open by now. */
const current = ({ runtime, actor, nowMs }: TestContext) => runtime.openingContext(actor, nowMs);

test("a database that was replaced by an older copy is noticed, said once in the log, and still served", {
  tags: ["F09"],
}, async () => {
  const { ctx, keyringFile, add, watch, putBack } = consoleWithCopy();
  expect(watch()).toBeNull();
  const witness = readFileSync(witnessFile(keyringFile), "utf8");
  putBack();

  expect(watch()).toMatchObject({ fault: "truncated" });
  const said = () =>
    listAuditRows(ctx.runtime.db.reader, { limit: 100, event: "audit.verified" }).map(
      ({ details }) => details.fault,
    );
  expect(said()).toEqual(["truncated"]);
  expect(findVerification(ctx.runtime.db.reader)?.bad).toMatchObject({ fault: "truncated" });
  // Going on does not make it the log that it was, however long it gets.
  for (const n of [3, 4, 5]) add(n);
  expect(watch()).toMatchObject({ fault: "rewritten" });
  expect(watch()).toMatchObject({ fault: "rewritten" });
  expect(said()).toEqual(["rewritten", "truncated"]);
  expect((await verifyAudit(current(ctx), keyringFile)).bad).toMatchObject({ fault: "rewritten" });
  expect(readFileSync(witnessFile(keyringFile), "utf8")).toBe(witness);
});

test("a log of the database that was deleted with what only it held is noticed, and the rest is served", {
  tags: ["F09"],
}, () => {
  const { ctx, databaseFile, watch } = consoleWithCopy();
  watch();
  const { raw } = ctx.runtime.db;
  expect(statSync(`${databaseFile}-wal`).size).toBeGreaterThan(0);
  // As `kill -9` leaves it: nothing is brought over into the database when the process ends.
  const left = readFileSync(databaseFile);
  raw.close();
  writeFileSync(databaseFile, left);
  for (const end of ["-wal", "-shm"]) rmSync(databaseFile + end, { force: true });
  ctx.runtime.close();
  expect(watch()).toMatchObject({ fault: "truncated" });
  expect(ctx.runtime.db.raw.pragma("integrity_check", { simple: true })).toBe("ok");
});

test("only an index of the log that was deleted is nothing to notice", { tags: ["F09"] }, () => {
  const { ctx, databaseFile, watch } = consoleWithCopy();
  watch();
  ctx.runtime.close();
  rmSync(`${databaseFile}-shm`, { force: true });
  expect(watch()).toBeNull();
});

test("the witness follows the log, is its owner's alone, and says nothing that is secret", {
  tags: ["F09"],
}, () => {
  const { keyringFile, add, watch } = consoleWithCopy();
  watch();
  const first = readFileSync(witnessFile(keyringFile), "utf8");
  watch();
  expect(readFileSync(witnessFile(keyringFile), "utf8")).toBe(first);
  add(3);
  watch();
  expect(readFileSync(witnessFile(keyringFile), "utf8")).not.toBe(first);
  expect(statSync(witnessFile(keyringFile)).mode & 0o777).toBe(0o600);
  expect(existsSync(`${witnessFile(keyringFile)}.tmp`)).toBe(false);
  expect(first).not.toContain(FAKE.apiKey);
});

test("without what is kept outside the database an older copy goes unseen", {
  tags: ["F09-twin"],
}, async () => {
  const { ctx, keyringFile, watch, putBack } = consoleWithCopy();
  watch();
  putBack();
  rmSync(witnessFile(keyringFile));
  expect((await verifyAudit(current(ctx), keyringFile)).bad).toBeNull();
  expect(watch()).toBeNull();
});
