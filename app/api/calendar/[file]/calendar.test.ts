import { expect, test } from "vitest";
import { Refusal } from "#app/api/answers.ts";
import { GET } from "#app/api/calendar/[file]/route.ts";
import { insertPerson } from "#db/repositories/people.ts";
import { addReference, addReferenceInput } from "#lib/operations/add-reference.ts";
import { mutate } from "#lib/operations/context.ts";
import { createCalendarLink } from "#lib/operations/create-calendar-link.ts";
import { revokeCalendarLink } from "#lib/operations/revoke-calendar-link.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, type StateFiles, testGateway } from "#lib/testing/gateway.ts";
import { machineRequest, serveRoutesFrom } from "#lib/testing/machine-request.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const END_MS = Date.UTC(2027, 0, 31, 12, 30);
const token = (expires?: number) => ({
  type: "token",
  provider: "anthropic",
  token: FAKE.setupToken,
  ...(expires !== undefined && { expires }),
});
const withProfiles = (profiles: object): StateFiles => ({ stores: { main: { version: 1, profiles } } });

function served(files: StateFiles): { ctx: TestContext; gatewayId: string } {
  const ctx = testContext();
  serveRoutesFrom(ctx);
  mutate(ctx, (tx) => {
    const person = { id: "user_owner", name: "Ada", email: "owner@example.test", role: "owner" } as const;
    insertPerson(tx, { ...person, passwordHash: "$argon2id$fake", atMs: NOW_MS });
    return { result: undefined, audit: { event: "test.person", subject: "user_owner" } };
  });
  return { ctx, gatewayId: testGateway(ctx, files).gatewayId };
}

function feed(ctx: TestContext, locale: "en" | "zh-CN" = "en", gatewayId?: string) {
  const { linkId, secret } = createCalendarLink(ctx, { locale, gatewayId });
  const file = `${secret.reveal()}.ics`;
  const fetchFile = (name: string) =>
    GET(machineRequest(`/api/calendar/${name}`), { params: Promise.resolve({ file: name }) });
  return { linkId, file, fetchFile, fetch: () => fetchFile(file) };
}

/** The lines of a feed as a calendar program reads them: folded lines joined. */
const linesOf = async (response: Response) => (await response.text()).replaceAll("\r\n ", "").split("\r\n");
const valuesOf = (lines: string[], name: string) =>
  lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1));

test("each credential that ends is one event, timed at its end, the first to end first", async () => {
  const { ctx } = served(
    withProfiles({
      "anthropic:later": token(END_MS + 1000),
      "anthropic:work": token(END_MS),
      "anthropic:endless": token(),
      "openai:key": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    }),
  );
  const response = await feed(ctx).fetch();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const lines = await linesOf(response);
  expect([lines[0], lines.at(-1) || lines.at(-2)]).toEqual(["BEGIN:VCALENDAR", "END:VCALENDAR"]);
  expect(valuesOf(lines, "SUMMARY")).toEqual([
    "anthropic:work expires (local)",
    "anthropic:later expires (local)",
  ]);
  expect(valuesOf(lines, "DTSTART")[0]).toBe("20270131T123000Z");
  expect(lines.filter((line) => line === "BEGIN:VALARM")).toHaveLength(2);
  expect(lines.join()).not.toContain("FAKE");
});

test("an event keeps its id while its end moves, and two agents' profiles of one id are two", async () => {
  const { ctx } = served({
    stores: {
      main: { version: 1, profiles: { "anthropic:work": token(END_MS) } },
      helper: { version: 1, profiles: { "anthropic:work": token(END_MS) } },
    },
  });
  const { fetch } = feed(ctx);
  const uids = async () => valuesOf(await linesOf(await fetch()), "UID");
  const first = await uids();
  expect(new Set(first).size).toBe(2);
  expect(await uids()).toEqual(first);
  expect(first.every((uid) => /^[0-9a-f]{32}@clawkeep$/.test(uid))).toBe(true);
});

test("text that means something to a calendar is escaped, and the maker's language is spoken", async () => {
  const { ctx } = served(withProfiles({ "a;b,c\\d\nEND:VEVENT": token(END_MS) }));
  const lines = await linesOf(await feed(ctx, "zh-CN").fetch());
  expect(lines.filter((line) => line === "END:VEVENT")).toHaveLength(1);
  expect(valuesOf(lines, "SUMMARY")).toEqual(["a\\;b\\,c\\\\d\\\\u{a}END:VEVENT 到期（local）"]);
});

test("what is held here and not on the gateway yet is in it, and what the gateway has wins", async () => {
  const { ctx, gatewayId } = served(withProfiles({ "anthropic:there": token(END_MS) }));
  const add = (profileId: string, day: string) => {
    const ref = { source: "env", provider: "default", id: "SOME_TOKEN" };
    const input = { gatewayId, agentId: "main", provider: "anthropic", profileId, type: "token", ref };
    addReference(ctx, addReferenceInput(NOW_MS).parse({ ...input, expiresAtMs: day }));
  };
  add("anthropic:here", "2027-03-01");
  add("anthropic:there", "2027-04-01");
  const lines = await linesOf(await feed(ctx).fetch());
  expect(valuesOf(lines, "SUMMARY")).toEqual([
    "anthropic:there expires (local)",
    "anthropic:here expires (local)",
  ]);
});

test("a link for one gateway shows that one, and an end that no calendar can hold shows nothing", async () => {
  const { ctx, gatewayId } = served(
    withProfiles({ "anthropic:a": token(END_MS), "anthropic:far": token(8_640_000_000_000_000) }),
  );
  const lines = await linesOf(await feed(ctx, "en", gatewayId).fetch());
  expect(valuesOf(lines, "SUMMARY")).toEqual(["anthropic:a expires (local)"]);
});

test("an address nobody made, a revoked one and one without .ics are not found, all alike", async () => {
  const { ctx } = served({});
  const { fetch, fetchFile, file, linkId } = feed(ctx);
  expect((await fetch()).status).toBe(200);
  const bare = file.replace(".ics", "");
  revokeCalendarLink(ctx, linkId);
  for (const name of [file, bare, "x.ics", ".ics", "", `${"ckc_".padEnd(52, "A")}.ics`]) {
    const response = await fetchFile(name);
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(Refusal.parse(await response.json()).error.code).toBe("calendar_link_not_found");
  }
});
