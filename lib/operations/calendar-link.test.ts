import { expect, test } from "vitest";
import { insertPerson } from "#db/repositories/people.ts";
import { auditLog, calendarLinks, user } from "#db/schema.ts";
import { mutate } from "#lib/operations/context.ts";
import { CreateCalendarLinkInput, createCalendarLink } from "#lib/operations/create-calendar-link.ts";
import { identifyCalendar } from "#lib/operations/identify-calendar.ts";
import { revokeCalendarLink } from "#lib/operations/revoke-calendar-link.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { newApiToken, newCalendarSecret } from "#lib/vault/token.ts";

const ZH = CreateCalendarLinkInput.parse({ locale: "zh-CN" });

/** A console with two people, so that one can try to touch the other's link. */
function withPeople(): TestContext {
  const ctx = testContext();
  mutate(ctx, (tx) => {
    for (const role of ["owner", "viewer"] as const) {
      const email = `${role}@example.test`;
      const passwordHash = "$argon2id$fake";
      insertPerson(tx, { id: `user_${role}`, name: role, email, role, passwordHash, atMs: NOW_MS });
    }
    return { result: undefined, audit: { event: "test.people", subject: "people" } };
  });
  return ctx;
}

const visitor = (ctx: TestContext, laterMs = 0) =>
  ctx.runtime.operationContext({ kind: "visitor" }, NOW_MS + laterMs);
const notFound = expect.objectContaining({ code: "calendar_link_not_found", params: {} });
const rows = (ctx: TestContext) => ctx.db.reader.select().from(calendarLinks).all();

test("a calendar link opens for whoever knows it, until its owner revokes it", () => {
  const ctx = withPeople();
  const { secret, linkId } = createCalendarLink(ctx, ZH);
  const text = secret.reveal();
  expect(identifyCalendar(visitor(ctx), text)).toEqual({ gatewayId: null, locale: "zh-CN" });
  revokeCalendarLink(ctx, linkId);
  expect(() => identifyCalendar(visitor(ctx), text)).toThrow(notFound);
  revokeCalendarLink(ctx, linkId);
  const audit = ctx.db.reader.select().from(auditLog).all();
  expect(audit.map(({ event }) => event).filter((event) => event.startsWith("calendar_link."))).toEqual([
    "calendar_link.created",
    "calendar_link.revoked",
  ]);
  expect(JSON.stringify([audit, rows(ctx)])).not.toContain(text);
});

test("what is no secret of a calendar finds nothing", () => {
  const ctx = withPeople();
  createCalendarLink(ctx, ZH);
  for (const text of ["", "ckc_x", newCalendarSecret().token.reveal(), newApiToken().token.reveal()]) {
    expect(() => identifyCalendar(visitor(ctx), text)).toThrow(notFound);
  }
  expect(rows(ctx)).toMatchObject([{ lastUsedAtMs: null }]);
});

test("somebody else's link is not found, and stays", () => {
  const ctx = withPeople();
  const { linkId, secret } = createCalendarLink(ctx, ZH);
  for (const actor of [actorOf("viewer"), actorOf("admin")]) {
    expect(() => revokeCalendarLink(ctx.as(actor), linkId)).toThrow(notFound);
  }
  expect(identifyCalendar(visitor(ctx), secret.reveal()).locale).toBe("zh-CN");
});

test("a link is for people with an account: a viewer makes one, a terminal and a stranger do not", () => {
  const ctx = withPeople();
  for (const actor of [{ kind: "cli", osUser: "ada", role: "owner" }, { kind: "visitor" }] as const) {
    expect(() => createCalendarLink(ctx.as(actor), ZH)).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
  }
  expect(rows(ctx)).toEqual([]);
  const { secret } = createCalendarLink(ctx.as(actorOf("viewer")), ZH);
  expect(identifyCalendar(visitor(ctx), secret.reveal()).gatewayId).toBeNull();
});

test("a link ends with its maker's account, and one for a gateway with the gateway", () => {
  const ctx = withPeople();
  const { gatewayId } = testGateway(ctx);
  const one = createCalendarLink(ctx, CreateCalendarLinkInput.parse({ locale: "en", gatewayId })).secret;
  expect(identifyCalendar(visitor(ctx), one.reveal())).toEqual({ gatewayId, locale: "en" });
  ctx.db.drizzle.delete(user).run();
  expect(() => identifyCalendar(visitor(ctx), one.reveal())).toThrow(notFound);
  expect(() => createCalendarLink(ctx, { locale: "en", gatewayId: "gw_none" })).toThrow(
    expect.objectContaining({ code: "gateway_not_found" }),
  );
});

test("a person has ten links at most, and revoking one makes room", () => {
  const ctx = withPeople();
  const links = Array.from({ length: 10 }, () => createCalendarLink(ctx, ZH));
  expect(() => createCalendarLink(ctx, ZH)).toThrow(expect.objectContaining({ code: "calendar_link_limit" }));
  expect(rows(ctx)).toHaveLength(10);
  revokeCalendarLink(ctx, links[3]?.linkId ?? "");
  expect(createCalendarLink(ctx, ZH).linkId).toMatch(/^cal_/);
});

test("a link's use is noted at most once a minute", () => {
  const ctx = withPeople();
  const secret = createCalendarLink(ctx, ZH).secret.reveal();
  const usedAt = (laterMs: number) => {
    identifyCalendar(visitor(ctx, laterMs), secret);
    return (rows(ctx)[0]?.lastUsedAtMs ?? 0) - NOW_MS;
  };
  expect([0, 59_999, 60_000, 90_000].map(usedAt)).toEqual([0, 0, 60_000, 60_000]);
});
