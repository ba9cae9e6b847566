import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { listProfileAgents, listProfilePage, listProfileProviders } from "#db/repositories/profile-pages.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

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
  const plan = plansOf(({ reader }) => listProfilePage(reader, {}, { limit: 100, offset: 0 }));
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
