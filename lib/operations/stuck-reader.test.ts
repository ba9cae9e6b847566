import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { mutate } from "#lib/operations/context.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const CHANGES = 2000;
const MIB = 1024 ** 2;

test("a reader that never ends keeps what it sees, stops nobody, and the log is small again when it is gone", {
  tags: ["F15"],
  timeout: 120_000,
}, (task) => {
  const { largest, afterwards } = growAndShrink(testContext());
  expect(largest).toBeGreaterThan(20 * MIB);
  expect(afterwards).toBeLessThan(8 * MIB);
  const [from, to] = [largest, afterwards].map((bytes) => (bytes / MIB).toFixed(1));
  sayFigure(task, `log of ${from} MiB after ${CHANGES} changes behind a reader, ${to} MiB after it`);
});

test("without a limit the log stays as large as it ever was", {
  tags: ["F15-twin"],
  timeout: 120_000,
}, () => {
  const ctx = testContext();
  ctx.db.raw.pragma("journal_size_limit = -1");
  const { largest, afterwards } = growAndShrink(ctx);
  expect(afterwards).toBeGreaterThanOrEqual(largest);
});

function growAndShrink(ctx: TestContext): { largest: number; afterwards: number } {
  const { databaseFile } = ctx.runtime.config;
  const reader = openDatabase(databaseFile);
  afterThisTest(() => reader.close());
  const seen = () => reader.raw.prepare("SELECT count(*) FROM audit_log").pluck().get();
  const sizeOfLog = () => statSync(`${databaseFile}-wal`).size;
  // How large the log gets is asked here, and waiting for the disk would only take time.
  ctx.db.raw.pragma("synchronous = OFF");
  reader.raw.exec("BEGIN");
  const before = seen();
  write(ctx, CHANGES);
  expect(seen()).toBe(before);
  const largest = sizeOfLog();
  reader.raw.exec("COMMIT");
  expect(seen()).toBe(Number(before) + CHANGES);
  write(ctx, 2);
  return { largest, afterwards: sizeOfLog() };
}

function write(ctx: TestContext, count: number): void {
  for (let n = 0; n < count; n++)
    mutate(ctx, () => ({ result: undefined, audit: { event: "test.wrote", subject: `${n}` } }));
}
