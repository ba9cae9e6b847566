import { expect, test } from "vitest";
import { mutate } from "#db/mutate.ts";
import { exportAudit } from "#lib/operations/export-audit.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";

function say({ db }: TestContext, subject: string, event = "test.said"): void {
  const stamp = { actorKind: "system", actor: "system", atMs: NOW_MS } as const;
  mutate(db, stamp, () => ({ result: undefined, audit: { event, subject, details: { note: "a,b\n" } } }));
}

const textOf = (...wish: Parameters<typeof exportAudit>) => [...exportAudit(...wish)].join("");

test("JSON Lines have every row once, newest first, over more than one chunk", () => {
  const ctx = testContext();
  for (let n = 0; n < 1100; n += 1) say(ctx, `thing ${n}`);
  const lines = textOf(ctx, {}, "jsonl").trimEnd().split("\n");
  const ids = lines.map((line) => JSON.parse(line).id);
  expect(ids).toEqual(Array.from({ length: 1102 }, (_, at) => 1102 - at));
  expect(JSON.parse(lines[1] ?? "")).toEqual({
    id: 1101,
    at: new Date(NOW_MS).toISOString(),
    actorKind: "system",
    actor: "system",
    event: "test.said",
    subject: "thing 1099",
    subjectName: null,
    details: { note: "a,b\n" },
  });
});

test("CSV has a heading, and a name that begins like a formula is no formula", { tags: ["I07"] }, () => {
  const ctx = testContext();
  say(ctx, '=HYPERLINK("https://example.test")');
  const [heading, newest] = textOf(ctx, { event: "test.said" }, "csv").split("\r\n");
  expect(heading).toBe('"id","at","actor_kind","actor","event","subject","subject_name","details"');
  expect(newest).toContain(`,"'=HYPERLINK(""https://example.test"")",`);
});

test("that the log was exported is in it before the first row is handed out", () => {
  const ctx = testContext();
  say(ctx, "thing", "other.thing");
  exportAudit(ctx, { event: "other." }, "csv");
  const rows = ctx.db.raw
    .prepare("SELECT details FROM audit_log WHERE event = 'audit.exported'")
    .pluck()
    .all();
  expect(rows.map((row) => JSON.parse(String(row)))).toEqual([{ format: "csv", event: "other." }]);
});

test("only admins and owners export, and a refusal leaves no row", () => {
  const ctx = testContext();
  for (const role of ["viewer", "operator"] as const)
    expect(() => exportAudit(ctx.as(actorOf(role)), {}, "csv")).toThrow("forbidden");
  expect(ctx.db.raw.prepare("SELECT count(*) FROM audit_log").pluck().get()).toBe(1);
  expect(textOf(ctx.as(actorOf("admin")), {}, "jsonl").split("\n")).toHaveLength(3);
});
