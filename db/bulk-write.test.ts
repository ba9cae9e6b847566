import path from "node:path";
import { describe, expect, test } from "vitest";
import { insertRows, replaceRows } from "#db/bulk-write.ts";
import { type Db, openDatabase } from "#db/client.ts";
import { mutate, type Stamp, type Tx } from "#db/mutate.ts";
import { insertGateway } from "#db/repositories/gateways.ts";
import { profiles, publishedEntries } from "#db/schema.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STAMP: Stamp = { actorKind: "system", actor: "system", atMs: NOW_MS };
const GATEWAY = { id: "gw_1", name: "home", stateDir: "/state", createdAtMs: NOW_MS, createdBy: "ada" };

function database(): Db {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  afterThisTest(() => db.close());
  write(db, (tx) => insertGateway(tx, GATEWAY));
  return db;
}

function write(db: Db, work: (tx: Tx) => void): void {
  mutate(db, STAMP, (tx) => {
    work(tx);
    return { result: undefined, audit: { event: "test.written", subject: "x" } };
  });
}

const profile = (
  at: number,
  over: Partial<typeof profiles.$inferInsert> = {},
): typeof profiles.$inferInsert => ({
  id: `prof_${at}`,
  gatewayId: "gw_1",
  agentId: "main",
  profileId: `openai:${at}`,
  provider: "openai",
  type: "api_key",
  source: "vault",
  version: 1,
  createdAtMs: NOW_MS,
  changedAtMs: NOW_MS,
  changedBy: "ada",
  ...over,
});

/** One of every kind: all columns, as few as possible, JSON, other scripts, quotes. */
const ROWS = [
  profile(1, {
    label: "größe 工作",
    email: "a'b@example.test",
    metadata: { a: 'x"y' },
    expiresAtMs: 5,
    removedAtMs: 6,
  }),
  profile(2),
  profile(3, { source: "ref", ref: { source: "env", provider: "default", id: "KEY" }, label: null }),
];

describe("inserting many rows", () => {
  test("leaves what inserting them one by one through the schema leaves", () => {
    const [one, many] = [database(), database()];
    write(one, (tx) => {
      for (const row of ROWS) tx.insert(profiles).values(row).run();
    });
    write(many, (tx) => insertRows(tx, profiles, ROWS));
    const raw = (db: Db) => db.raw.prepare("SELECT * FROM profiles ORDER BY id").all();
    expect(raw(many)).toEqual(raw(one));
    expect(many.reader.select().from(profiles).all()).toEqual(one.reader.select().from(profiles).all());
  });

  test("is undone whole when one of them breaks a rule", () => {
    const db = database();
    const bad = [profile(1), profile(2), profile(2, { id: "prof_other" })];
    expect(() => write(db, (tx) => insertRows(tx, profiles, bad))).toThrow(/UNIQUE/);
    expect(db.reader.select().from(profiles).all()).toEqual([]);
    expect(() => write(db, (tx) => insertRows(tx, profiles, [profile(1, { gatewayId: "gw_none" })]))).toThrow(
      /FOREIGN/,
    );
  });

  test("of none does nothing", () => {
    const db = database();
    write(db, (tx) => insertRows(tx, profiles, []));
    expect(db.reader.select().from(profiles).all()).toEqual([]);
  });

  test("is refused outside of a mutation", () => {
    const db = database();
    expect(() => insertRows(db.drizzle as unknown as Tx, profiles, [profile(1)])).toThrow("mutate");
  });
});

test("replacing rows changes those whose key is there and adds the others", () => {
  const db = database();
  const entry = (key: string, value: unknown, publishedAtMs: number) => ({
    gatewayId: "gw_1",
    agentId: "main",
    kind: "order" as const,
    key,
    value,
    publishedAtMs,
  });
  const keys = ["gatewayId", "agentId", "kind", "key"] as const;
  write(db, (tx) => replaceRows(tx, publishedEntries, keys, [entry("a", ["x"], 1), entry("b", ["y"], 1)]));
  write(db, (tx) => replaceRows(tx, publishedEntries, keys, [entry("b", ["z"], 2), entry("c", [], 2)]));
  expect(db.reader.select().from(publishedEntries).all()).toEqual([
    entry("a", ["x"], 1),
    entry("b", ["z"], 2),
    entry("c", [], 2),
  ]);
});
