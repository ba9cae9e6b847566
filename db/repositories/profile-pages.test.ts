import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { loadDriver } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";
import { listProfileAgents, listProfilePage, listProfileProviders } from "#db/repositories/profile-pages.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** The plans of what a call asks of the database, and every statement of it. */
function plansOf(ask: (db: ReturnType<typeof openDatabase>) => unknown): string[] {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  const prepare = db.raw.prepare.bind(db.raw);
  const asked: string[] = [];
  db.raw.prepare = ((text: string) => {
    asked.push(text);
    return prepare(text);
  }) as typeof db.raw.prepare;
  ask(db);
  const plans = asked.flatMap((text) => {
    const blanks = Array.from({ length: text.split("?").length - 1 }, () => 1);
    return prepare(`EXPLAIN QUERY PLAN ${text}`).all(...blanks) as { detail: string }[];
  });
  db.close();
  return plans.map(({ detail }) => detail);
}

test("a page is read in its order: nothing is sorted, and each profile is found by an index", () => {
  const plan = plansOf(({ reader }) => listProfilePage(reader, {}, { limit: 100, offset: 0, found: 9_999 }));
  expect(plan.filter((step) => /SEARCH profiles USING INDEX profiles_by_agent/.test(step))).toHaveLength(1);
  expect(
    plan.filter((step) => /TEMP B-TREE|SCAN (profiles|credentials|published_entries)/.test(step)),
  ).toEqual([]);
});

test("the choices are read from indexes alone", () => {
  const plan = plansOf(({ reader }) => [listProfileAgents(reader), listProfileProviders(reader)]);
  expect(plan.filter((step) => /TEMP B-TREE/.test(step))).toEqual([]);
  expect(plan.filter((step) => /profiles_by_provider/.test(step)).length).toBeGreaterThan(0);
});

test("profiles from before searches were kept are found once the database is brought up to date", () => {
  const folder = path.join(temporaryFolder(), "migrations");
  mkdirSync(folder);
  const before = readdirSync("db/migrations").filter((name) => name < SEARCH_MIGRATION);
  for (const name of before) copyFileSync(path.join("db/migrations", name), path.join(folder, name));
  const Driver = loadDriver();
  const raw = new Driver(":memory:");
  afterThisTest(() => raw.close());
  migrate(raw, folder);
  raw.exec(`INSERT INTO gateways (id, name, state_dir, created_at_ms, created_by) VALUES ('g', 'g', '/g', 1, 'x');
    INSERT INTO profiles (id, gateway_id, agent_id, profile_id, provider, type, source, label, version, created_at_ms,
      changed_at_ms, changed_by) VALUES ('p', 'g', 'main', 'openai:a', 'openai', 'api_key', 'vault', 'Größe', 1, 1, 1, 'x')`);
  migrate(raw);
  const texts = raw.prepare("SELECT text FROM profile_search").pluck().all();
  expect(texts).toEqual([["openai:a", "größe", "", "", "main/openai:a"].join("\u001f")]);
});

const SEARCH_MIGRATION =
  readdirSync("db/migrations").find((name) => name.endsWith("_profile_search.sql")) ?? "";
