import { expect, test } from "vitest";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { findOrderOverride } from "#db/repositories/order-overrides.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { buildProgram, runTogether } from "#lib/testing/processes.ts";

const PROCESSES = 4;
const ROUNDS = 12;

const idsOf = (process: number) =>
  Array.from({ length: ROUNDS }, (_, round) => `openai:of-${process}-in-${round}`);
const everyId = Array.from({ length: PROCESSES }, (_, process) => idsOf(process)).flat();

function gatewayWithProfiles() {
  const ctx = testContext();
  const profile = { type: "api_key", provider: "openai", key: FAKE.apiKey };
  const profiles = Object.fromEntries(everyId.map((profileId) => [profileId, profile]));
  const { gatewayId } = testGateway(ctx, { stores: { main: { version: 1, profiles } } });
  return { ctx, place: { gatewayId, agentId: "main", provider: "openai" } };
}

test("processes that change one order at the same time lose nothing of each other's changes", {
  tags: ["F13", "F14"],
  timeout: 60_000,
}, async () => {
  const { ctx, place } = gatewayWithProfiles();
  const program = await buildProgram("extend-order.ts");
  const lists = Array.from({ length: PROCESSES }, (_, at) => [ctx.folder, place.gatewayId, ...idsOf(at)]);
  const answers = (await runTogether(program, lists)) as { stale: number }[];

  const order = findOrderOverride(ctx.db.reader, place);
  expect(order?.version).toBe(everyId.length);
  expect(lostOf(order?.profileIds)).toEqual([]);
  expect(order?.profileIds).toHaveLength(everyId.length);
  // Each process added its own in its own order, whatever came between.
  for (let at = 0; at < PROCESSES; at += 1) {
    expect(order?.profileIds?.filter((id) => idsOf(at).includes(id))).toEqual(idsOf(at));
  }
  // All read version 0 before the first save, so all but one were too late at least once.
  const stale = answers.reduce((sum, answer) => sum + answer.stale, 0);
  expect(stale).toBeGreaterThanOrEqual(PROCESSES - 1);
  // And a refused save left no trace: one audit row for each change, each from the list before it.
  const rows = listAuditRows(ctx.db.reader, { limit: 1000, event: "order.set" }).reverse();
  expect(rows).toHaveLength(everyId.length);
  for (const [at, { details }] of rows.entries()) {
    expect(details.before).toEqual(at === 0 ? null : rows[at - 1]?.details.after);
  }
});

test("writers that look before they save, and not while they do, lose each other's changes", {
  tags: ["F13-twin"],
}, () => {
  const { ctx, place } = gatewayWithProfiles();
  const [first = ""] = everyId;
  setOrder(ctx, { ...place, profileIds: [first], version: 0 });
  const read = () => findOrderOverride(ctx.db.reader, place)?.profileIds ?? [];
  const save = ctx.db.raw.prepare("UPDATE order_overrides SET profile_ids = ?");
  save.run("[]");
  for (let round = 0; round < ROUNDS; round += 1) {
    const seen = Array.from({ length: PROCESSES }, read);
    for (const [at, ids] of seen.entries()) save.run(JSON.stringify([...ids, idsOf(at)[round]]));
  }
  expect(lostOf(read())).toHaveLength((PROCESSES - 1) * ROUNDS);
});

function lostOf(held: readonly string[] | null | undefined): string[] {
  return everyId.filter((id) => !held?.includes(id));
}

test("a save over a version that somebody else has replaced is refused and changes nothing", {
  tags: ["F13"],
}, () => {
  const { ctx, place } = gatewayWithProfiles();
  const [first = "", second = ""] = everyId;
  setOrder(ctx, { ...place, profileIds: [first], version: 0 });
  const rows = () => listAuditRows(ctx.db.reader, { limit: 100 });
  const before = { order: findOrderOverride(ctx.db.reader, place), rows: rows() };
  expect(() => setOrder(ctx, { ...place, profileIds: [second], version: 0 })).toThrow(
    expect.objectContaining({
      code: "order_changed_meanwhile",
      params: expect.objectContaining({ by: "owner@example.test" }),
    }),
  );
  expect({ order: findOrderOverride(ctx.db.reader, place), rows: rows() }).toEqual(before);
});
