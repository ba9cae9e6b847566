import { renameSync } from "node:fs";
import { expect, test } from "vitest";
import { registerChainOfAll } from "#db/audit-chain.ts";
import { mutate } from "#db/mutate.ts";
import { findVerification, listCheckpoints } from "#db/repositories/audit-chain.ts";
import { keepDailyCheckpoint, makeAuditCheckpoint } from "#lib/operations/keep-audit-checkpoint.ts";
import { verifyAudit } from "#lib/operations/verify-audit.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 86_400_000;

/** A log of twelve rows or more, whose row 1 is the vault's beginning. */
function logOf(rows = 12): TestContext & { keyringFile: string } {
  const ctx = testContext();
  say(ctx, rows - 1);
  return { ...ctx, keyringFile: ctx.runtime.config.keyringFile };
}

function say({ db }: Pick<TestContext, "db">, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const stamp = { actorKind: "system", actor: "system", atMs: NOW_MS } as const;
    mutate(db, stamp, () => ({ result: undefined, audit: { event: "test.said", subject: `thing ${n}` } }));
  }
}

/** What someone does who has the file, and the code. */
function forge({ db }: Pick<TestContext, "db">, sql: string): void {
  db.raw.exec("DROP TRIGGER IF EXISTS audit_log_no_update; DROP TRIGGER IF EXISTS audit_log_no_delete");
  db.raw.exec(sql);
  registerChainOfAll(db.raw);
  db.raw.exec(
    "UPDATE audit_log SET chain = audit_chain_of_all(id, at_ms, actor_kind, actor, event, subject, details)",
  );
}

const rowsOf = ({ db }: Pick<TestContext, "db">) =>
  db.raw.prepare("SELECT count(*) FROM audit_log").pluck().get();

test("a whole log is whole, which is remembered and written into it", async () => {
  const ctx = logOf();
  makeAuditCheckpoint(ctx, ctx.keyringFile);
  const verdict = await verifyAudit(ctx, ctx.keyringFile);
  expect(verdict).toEqual({
    atMs: NOW_MS,
    rows: 13,
    bad: null,
    checkpoints: { compared: 1, unchecked: 0 },
  });
  expect(findVerification(ctx.db.reader)).toEqual({ atMs: NOW_MS, rows: 13, bad: null });
  expect(rowsOf(ctx)).toBe(14);
  expect((await verifyAudit(ctx, ctx.keyringFile)).bad).toBeNull();
});

test("a log over more than one stretch is read to its end", { tags: ["W19"] }, async () => {
  const ctx = logOf(1203);
  expect(await verifyAudit(ctx, ctx.keyringFile)).toMatchObject({ rows: 1203, bad: null });
  ctx.db.raw.exec("DROP TRIGGER audit_log_no_update; UPDATE audit_log SET actor = 'x' WHERE id = 1001");
  expect((await verifyAudit(ctx, ctx.keyringFile)).bad).toEqual({ id: 1001, fault: "edited" });
  expect(findVerification(ctx.db.reader)?.bad).toEqual({ id: 1001, fault: "edited" });
});

test("a log that was calculated anew fits together and is found by a checkpoint, wherever that was kept", {
  tags: ["W19"],
}, async () => {
  const [kept, elsewhere] = [logOf(), logOf()];
  makeAuditCheckpoint(kept, kept.keyringFile);
  const { document } = makeAuditCheckpoint(elsewhere, elsewhere.keyringFile);
  for (const ctx of [kept, elsewhere]) forge(ctx, "UPDATE audit_log SET actor = 'nobody' WHERE id = 7");
  elsewhere.db.raw.exec("DELETE FROM audit_checkpoints");

  const rewritten = { id: 1, fault: "rewritten" };
  expect((await verifyAudit(kept, kept.keyringFile)).bad).toEqual(rewritten);
  expect((await verifyAudit(elsewhere, elsewhere.keyringFile, document)).bad).toEqual(rewritten);
});

// What the chain alone cannot find, and the documentation says so.
test("a log that was calculated anew is whole where no checkpoint was kept", {
  tags: ["W19-twin"],
}, async () => {
  const ctx = logOf();
  forge(ctx, "UPDATE audit_log SET actor = 'nobody' WHERE id = 7");
  expect((await verifyAudit(ctx, ctx.keyringFile)).bad).toBeNull();
});

test("of several checkpoints the last that agrees says where to look", { tags: ["W19"] }, async () => {
  const ctx = logOf();
  makeAuditCheckpoint(ctx, ctx.keyringFile);
  say(ctx, 5);
  makeAuditCheckpoint(ctx, ctx.keyringFile);
  forge(ctx, "UPDATE audit_log SET actor = 'nobody' WHERE id = 15");
  expect((await verifyAudit(ctx, ctx.keyringFile)).bad).toEqual({ id: 13, fault: "rewritten" });
});

test("taking out the newest rows together with SQLite's counter is found by a checkpoint", {
  tags: ["W19"],
}, async () => {
  const ctx = logOf();
  const { document } = makeAuditCheckpoint(ctx, ctx.keyringFile);
  forge(
    ctx,
    "DELETE FROM audit_log WHERE id > 8; UPDATE sqlite_sequence SET seq = 8 WHERE name = 'audit_log'",
  );
  ctx.db.raw.exec("DELETE FROM audit_checkpoints");
  expect((await verifyAudit(ctx, ctx.keyringFile, document)).bad).toEqual({ id: 9, fault: "truncated" });
});

test("a kept checkpoint that someone made without the keyring is one that was forged", {
  tags: ["W19"],
}, async () => {
  const ctx = logOf();
  makeAuditCheckpoint(ctx, ctx.keyringFile);
  ctx.db.raw.exec("UPDATE audit_checkpoints SET document = json_set(document, '$.head', printf('%064d', 0))");
  expect((await verifyAudit(ctx, ctx.keyringFile)).bad).toEqual({ id: 12, fault: "checkpoint_forged" });
});

test("without the keyring the chain is verified, and it is said that no signature was", async () => {
  const ctx = logOf();
  const { document } = makeAuditCheckpoint(ctx, ctx.keyringFile);
  renameSync(ctx.keyringFile, `${ctx.keyringFile}.away`);
  expect(await verifyAudit(ctx, ctx.keyringFile)).toMatchObject({
    bad: null,
    checkpoints: { compared: 0, unchecked: 1 },
  });
  const before = rowsOf(ctx);
  await expect(verifyAudit(ctx, ctx.keyringFile, document)).rejects.toMatchObject({
    code: "keyring_missing",
  });
  expect(rowsOf(ctx)).toBe(before);
});

test("a checkpoint of another vault, and a text that is none, are refused and change nothing", async () => {
  const [ctx, other] = [logOf(), logOf()];
  const { document } = makeAuditCheckpoint(other, other.keyringFile);
  const refused = (text: string) =>
    expect(verifyAudit(ctx, ctx.keyringFile, text)).rejects.toHaveProperty("code");
  await refused(document);
  await refused("{}");
  expect(rowsOf(ctx)).toBe(12);
  expect(findVerification(ctx.db.reader)).toBeNull();
});

test("everyone who reads the log may verify it; checkpoints are for admins", async () => {
  const ctx = logOf();
  expect((await verifyAudit(ctx.as(actorOf("viewer")), ctx.keyringFile)).bad).toBeNull();
  for (const role of ["viewer", "operator"] as const)
    expect(() => makeAuditCheckpoint(ctx.as(actorOf(role)), ctx.keyringFile)).toThrow("forbidden");
  expect(listCheckpoints(ctx.db.reader)).toEqual([]);
  expect(makeAuditCheckpoint(ctx.as(actorOf("admin")), ctx.keyringFile).rows).toBe(13);
  await expect(verifyAudit(ctx.as({ kind: "visitor" }), ctx.keyringFile)).rejects.toThrow("forbidden");
});

test("the checkpoint of the day is made once, a day later again, and not when nothing happened", () => {
  const ctx = logOf();
  const keep = (nowMs: number) => keepDailyCheckpoint({ ...ctx, nowMs }, ctx.keyringFile)?.rows ?? null;
  expect(keep(NOW_MS)).toBe(12);
  say(ctx, 1);
  expect(keep(NOW_MS + DAY_MS - 1)).toBeNull();
  expect(keep(NOW_MS + DAY_MS)).toBe(14);
  expect(keep(NOW_MS + 3 * DAY_MS)).toBeNull();
  expect(listCheckpoints(ctx.db.reader).map(({ rows }) => rows)).toEqual([12, 14]);
});
