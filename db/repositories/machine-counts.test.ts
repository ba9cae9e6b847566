import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { loadDriver } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";
import { mutate } from "#db/mutate.ts";
import { insertGateway } from "#db/repositories/gateways.ts";
import { countPublications, listResolverCounts } from "#db/repositories/machine-counts.ts";
import { finishPublication, insertPublication } from "#db/repositories/publications.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const AT_MS = 1_800_000_000_000;
const STAMP = { actorKind: "gateway", actor: "gw_a", atMs: AT_MS } as const;

function database() {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  afterThisTest(() => db.close());
  return db;
}

const resolved = (subject: string, resolved: string[], refused: string[]) => ({
  result: undefined,
  audit: { event: "secrets.resolved", subject, details: { resolved, refused } },
});

test("each fetch of secrets is counted in the transaction of its audit row", () => {
  const db = database();
  mutate(db, STAMP, () => resolved("gw_a", ["x", "y"], []));
  mutate(db, STAMP, () => resolved("gw_a", ["x"], ["z"]));
  mutate(db, STAMP, () => resolved("gw_b", [], ["q"]));
  mutate(db, STAMP, () => ({ result: undefined, audit: { event: "gateway.published", subject: "gw_a" } }));
  expect(() =>
    mutate(db, STAMP, (tx) => {
      insertGateway(tx, { id: "gw_x", name: "", stateDir: "/x", createdAtMs: AT_MS, createdBy: "test" });
      return resolved("gw_a", ["x"], []);
    }),
  ).toThrow();
  const counts = [
    { gatewayId: "gw_a", calls: 2, resolved: 3, refused: 1 },
    { gatewayId: "gw_b", calls: 1, resolved: 0, refused: 1 },
  ];
  expect(listResolverCounts(db.reader)).toEqual(counts);
});

test("fetches from before the counts were kept are counted when the database is brought up to date", () => {
  const folder = path.join(temporaryFolder(), "migrations");
  mkdirSync(folder);
  for (const name of ["0001_foundation.sql", "0002_gateways.sql"]) {
    copyFileSync(path.join("db/migrations", name), path.join(folder, name));
  }
  const Driver = loadDriver();
  const raw = new Driver(":memory:");
  afterThisTest(() => raw.close());
  migrate(raw, folder);
  const insert = raw.prepare(
    "INSERT INTO audit_log (at_ms, actor_kind, actor, event, subject, details) VALUES (?, 'gateway', 'g', ?, 'gw_a', ?)",
  );
  insert.run(AT_MS, "secrets.resolved", '{"resolved":["a","b"],"refused":["c"]}');
  insert.run(AT_MS, "secrets.resolved", '{"resolved":[],"refused":[]}');
  insert.run(AT_MS, "order.set", '{"resolved":["not a fetch"]}');
  migrate(raw);
  expect(raw.prepare("SELECT * FROM resolver_counts").all()).toEqual([
    { gateway_id: "gw_a", calls: 2, resolved: 2, refused: 1 },
  ]);
});

test("publications are counted by gateway and kind, from an index alone", () => {
  const db = database();
  mutate(db, STAMP, (tx) => {
    for (const id of ["gw_a", "gw_b"]) {
      insertGateway(tx, { id, name: id, stateDir: `/${id}`, createdAtMs: AT_MS, createdBy: "test" });
    }
    for (const [id, gatewayId, kind] of [
      ["p1", "gw_a", "publish"],
      ["p2", "gw_a", "publish"],
      ["p3", "gw_a", "unpublish"],
      ["p4", "gw_b", "publish"],
    ] as const) {
      insertPublication(tx, { id, gatewayId, kind, startedAtMs: AT_MS, startedBy: "test" });
    }
    finishPublication(tx, "p1", AT_MS + 5, {});
    finishPublication(tx, "p3", AT_MS + 9, {});
    return { result: undefined, audit: { event: "test.published", subject: "gw_a" } };
  });
  expect(countPublications(db.reader)).toEqual([
    { gatewayId: "gw_a", kind: "publish", started: 2, finished: 1, lastFinishedAtMs: AT_MS + 5 },
    { gatewayId: "gw_a", kind: "unpublish", started: 1, finished: 1, lastFinishedAtMs: AT_MS + 9 },
    { gatewayId: "gw_b", kind: "publish", started: 1, finished: 0, lastFinishedAtMs: null },
  ]);
  const plan = db.raw
    .prepare(
      "EXPLAIN QUERY PLAN SELECT gateway_id, kind, count(*), count(finished_at_ms), max(finished_at_ms) FROM publications GROUP BY gateway_id, kind",
    )
    .all() as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual([
    "SCAN publications USING COVERING INDEX publications_by_kind",
  ]);
});
