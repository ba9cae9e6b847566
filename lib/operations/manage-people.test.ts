import { describe, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { findPerson, listPeople } from "#db/repositories/people.ts";
import { listLiveSessions } from "#db/repositories/people-sessions.ts";
import { auditLog } from "#db/schema.ts";
import { authenticateApiToken } from "#lib/operations/authenticate-api-token.ts";
import { checkPassword } from "#lib/operations/check-password.ts";
import { CreateApiTokenInput, createApiToken } from "#lib/operations/create-api-token.ts";
import { createCalendarLink } from "#lib/operations/create-calendar-link.ts";
import { endSession, endSessions } from "#lib/operations/end-sessions.ts";
import { identifyCalendar } from "#lib/operations/identify-calendar.ts";
import { disablePerson, enablePerson, removePerson, setPersonRole } from "#lib/operations/manage-people.ts";
import { activePerson } from "#lib/operations/person-state.ts";
import { actorOf, TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson, addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";
import { giveProof, signedIn } from "#lib/testing/proof.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const roleOf = (ctx: TestContext, id: string) => findPerson(ctx.db.reader, id)?.role;
const audits = (ctx: TestContext, start: string) =>
  ctx.db.reader
    .select()
    .from(auditLog)
    .all()
    .filter(({ event }) => event.startsWith(start));

describe("the last owner who can sign in", () => {
  test.each([
    ["demoted", (ctx: TestContext) => setPersonRole(ctx, "user_owner", "admin")],
    ["disabled", (ctx: TestContext) => disablePerson(ctx, "user_owner")],
    ["removed", (ctx: TestContext) => removePerson(ctx, "user_owner")],
  ])("is not %s, and a disabled owner beside them does not count", { tags: ["W04"] }, (_, deed) => {
    const ctx = testContext(TERMINAL);
    addPerson(ctx, "owner");
    addPerson(ctx, "owner", "user_second");
    disablePerson(ctx, "user_second");
    const before = [listPeople(ctx.db.reader), audits(ctx, "")];
    expect(() => deed(ctx)).toThrow(code("last_owner"));
    expect([listPeople(ctx.db.reader), audits(ctx, "")]).toEqual(before);
    enablePerson(ctx, "user_second");
    deed(ctx);
    expect(audits(ctx, "user.").at(-1)).toMatchObject({ subject: "user_owner", actor: "cli:tester" });
  });

  test("stays when two owners demote each other at once, each on a connection of their own", {
    tags: ["W04"],
  }, () => {
    const ctx = testContext(TERMINAL);
    addPerson(ctx, "owner");
    addPerson(ctx, "owner", "user_second");
    const other = openDatabase(ctx.runtime.config.databaseFile);
    try {
      setPersonRole(ctx, "user_second", "viewer");
      const late = { ...ctx, db: other };
      expect(() => setPersonRole(late, "user_owner", "viewer")).toThrow(code("last_owner"));
    } finally {
      other.close();
    }
    expect([roleOf(ctx, "user_owner"), roleOf(ctx, "user_second")]).toEqual(["owner", "viewer"]);
  });
});

describe("a person of the web", () => {
  test.each(["admin", "operator", "viewer"] as const)(
    "who is %s changes nobody",
    { tags: ["W02"] },
    (role) => {
      const ctx = testContext(TERMINAL);
      addPerson(ctx, "owner");
      addPerson(ctx, "owner", "user_second");
      const asked = ctx.as(addSession(ctx, addPerson(ctx, role)));
      for (const deed of [
        () => setPersonRole(asked, "user_second", "viewer"),
        () => disablePerson(asked, "user_second"),
        () => removePerson(asked, "user_second"),
        () => endSessions(asked, "user_second"),
      ])
        expect(deed).toThrow(code("forbidden"));
      expect(roleOf(ctx, "user_second")).toBe("owner");
      expect(audits(ctx, "user.")).toEqual([]);
    },
  );

  test("who was an owner when the request began and is none now is refused", { tags: ["W04"] }, () => {
    const ctx = testContext(TERMINAL);
    const first = addSession(ctx, addPerson(ctx, "owner"));
    addPerson(ctx, "owner", "user_second");
    addPerson(ctx, "viewer");
    const begun = ctx.as(first);
    setPersonRole(ctx, "user_owner", "admin");
    expect(() => setPersonRole(begun, "user_viewer", "owner")).toThrow(code("forbidden"));
    expect(roleOf(ctx, "user_viewer")).toBe("viewer");
  });

  test("is asked for a fresh proof before every deed, and none is done without it", { tags: ["W08"] }, () => {
    const ctx = testContext(TERMINAL);
    const owner = ctx.as(addSession(ctx, addPerson(ctx, "owner")));
    addSession(ctx, addPerson(ctx, "viewer"), "session_theirs");
    for (const deed of [
      () => setPersonRole(owner, "user_viewer", "owner"),
      () => disablePerson(owner, "user_viewer"),
      () => removePerson(owner, "user_viewer"),
      () => endSessions(owner, "user_viewer"),
      () => endSession(owner, "user_viewer", "session_theirs"),
    ])
      expect(deed).toThrow(code("step_up_required"));
    expect(findPerson(ctx.db.reader, "user_viewer")).toMatchObject({ role: "viewer", disabledAtMs: null });
    expect(listLiveSessions(ctx.db.reader, NOW_MS, "user_viewer")).toHaveLength(1);
  });
});

describe("sessions", () => {
  test("end one by one or all at once, and never those of somebody else", { tags: ["W05", "W03"] }, () => {
    const ctx = testContext(TERMINAL);
    const viewer = addPerson(ctx, "viewer");
    addPerson(ctx, "owner");
    const asViewer = ctx.as(addSession(ctx, viewer, "one"));
    for (const id of ["two", "three"]) addSession(ctx, viewer, id);
    addSession(ctx, actorOf("owner") as typeof viewer, "foreign");
    const left = () => listLiveSessions(ctx.db.reader, NOW_MS).map(({ id }) => id);
    expect(() => endSession(asViewer, "user_viewer", "foreign")).toThrow(code("session_not_found"));
    expect(() => endSession(asViewer, "user_owner", "foreign")).toThrow(code("forbidden"));
    expect(left()).toHaveLength(4);
    endSession(asViewer, "user_viewer", "two");
    expect(left().sort()).toEqual(["foreign", "one", "three"]);
    expect(endSessions(asViewer, "user_viewer").sessions).toBe(2);
    expect(left()).toEqual(["foreign"]);
    expect(audits(ctx, "user.sessions_ended")).toHaveLength(2);
  });
});

test("a session that is ended by its id alone may be anybody's", { tags: ["W03-twin"] }, () => {
  expect(isForeignOneLeft((ctx, userId, id) => endSession(ctx, userId, id))).toBe(true);
  const careless = ({ db }: Pick<TestContext, "db">, _userId: string, id: string) =>
    void db.raw.prepare("DELETE FROM session WHERE id = ?").run(id);
  expect(isForeignOneLeft(careless)).toBe(false);
});

/** Whether an owner's session is still there when a viewer asked to end it as one of their own. */
function isForeignOneLeft(end: (...given: Parameters<typeof endSession>) => unknown): boolean {
  const ctx = testContext(TERMINAL);
  const viewer = ctx.as(addSession(ctx, addPerson(ctx, "viewer"), "mine"));
  addSession(ctx, addPerson(ctx, "owner"), "foreign");
  try {
    end(viewer, "user_viewer", "foreign");
  } catch (error) {
    expect(error).toEqual(code("session_not_found"));
  }
  return listLiveSessions(ctx.db.reader, NOW_MS, "user_owner").length === 1;
}

describe("from the very next request", () => {
  test.each([
    ["disabled", (ctx: TestContext) => disablePerson(ctx, "user_admin"), enablePerson],
    ["removed", (ctx: TestContext) => removePerson(ctx, "user_admin"), null],
    ["made viewer", (ctx: TestContext) => setPersonRole(ctx, "user_admin", "viewer"), null],
  ])("whoever is %s is refused wherever they came in", { tags: ["W04"] }, (what, deed, undo) => {
    const ctx = testContext(TERMINAL);
    const admin = signedIn(ctx, "admin");
    const input = CreateApiTokenInput.parse({ name: "p", scopes: ["check:read"], expiresIn: "90d" });
    giveProof(admin, "api_token.create", input.name);
    const { token } = createApiToken(admin, input);
    const mine = createApiToken(ctx.as(TERMINAL), input).token;
    const { secret } = createCalendarLink(admin, { locale: "en" });
    const visitor = ctx.as({ kind: "visitor" });
    const ways = {
      page: () => expect(activePerson(ctx.db.reader, "user_admin")?.role).toBe("admin"),
      token: () => authenticateApiToken(visitor, token.reveal(), "check:read"),
      calendar: () => identifyCalendar(visitor, secret.reveal()),
    };
    for (const way of Object.values(ways)) way();
    deed(ctx);
    expect(ways.page).toThrow();
    expect(ways.token).toThrow(code("api_token_unknown"));
    // A viewer may see what a calendar shows.
    if (what !== "made viewer") expect(ways.calendar).toThrow(code("calendar_link_not_found"));
    if (what !== "made viewer") expect(listLiveSessions(ctx.db.reader, NOW_MS, "user_admin")).toEqual([]);
    expect(authenticateApiToken(visitor, mine.reveal(), "check:read").gatewayId).toBeNull();
    undo?.(ctx, "user_admin");
    if (undo) for (const way of Object.values(ways)) way();
  });

  test("a disabled account is refused at the door in the words of a wrong password", {
    tags: ["W07"],
  }, async () => {
    const ctx = testContext(TERMINAL);
    const { userId, email } = await addPersonWithPassword(ctx, "viewer");
    const signIn = (given: string) => checkPassword(ctx, { email: given, password: PASSWORD.reveal() });
    expect(await signIn(email)).toMatchObject({ id: userId });
    disablePerson(ctx, userId);
    for (const given of [email, "nobody@example.test"]) {
      await expect(signIn(given)).rejects.toMatchObject({ code: "sign_in_failed", params: {} });
    }
  });

  test("an address that nobody has takes as long as one with another password", {
    tags: ["W07"],
    retry: 2,
  }, async () => {
    const ctx = testContext(TERMINAL);
    await addPersonWithPassword(ctx, "viewer");
    const share = await shareOfTime((email) => checkPassword(ctx, { email, password: "FAKE another one" }));
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(1.4);
  });

  test("an answer that hashes nothing for an unknown address tells that it is one", {
    tags: ["W07-twin"],
    retry: 2,
  }, async () => {
    const ctx = testContext(TERMINAL);
    await addPersonWithPassword(ctx, "viewer");
    const share = await shareOfTime(async (email) => {
      if (email.startsWith("nobody")) throw new Error("sign_in_failed");
      return checkPassword(ctx, { email, password: "FAKE another one" });
    });
    expect(share).toBeLessThan(0.2);
  });
});

/** How long an unknown address takes to be refused, in parts of the time that a known one takes. */
async function shareOfTime(signIn: (email: string) => Promise<unknown>): Promise<number> {
  const least = {
    "nobody@example.test": Number.POSITIVE_INFINITY,
    "viewer@example.test": Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < 6; round += 1) {
    for (const email of ["nobody@example.test", "viewer@example.test"] as const) {
      const startedMs = performance.now();
      await expect(signIn(email)).rejects.toBeDefined();
      least[email] = Math.min(least[email], performance.now() - startedMs);
    }
  }
  return least["nobody@example.test"] / least["viewer@example.test"];
}

describe("who is behind a session", () => {
  /** Whether a way of looking a person up still finds them after they were disabled. */
  function findsDisabled(lookUp: (ctx: TestContext) => unknown): boolean {
    const ctx = testContext(TERMINAL);
    addPerson(ctx, "admin");
    if (lookUp(ctx) === null) throw new Error("The way finds nobody at all.");
    disablePerson(ctx, "user_admin");
    return lookUp(ctx) !== null;
  }

  test("is looked up in the database each time", { tags: ["W04"] }, () => {
    expect(findsDisabled((ctx) => activePerson(ctx.db.reader, "user_admin"))).toBe(false);
  });

  test("would be let in for as long as they were kept in memory", { tags: ["W04-twin"] }, () => {
    const kept = new Map<string, ReturnType<typeof activePerson>>();
    const lookUp = (ctx: TestContext) => {
      if (!kept.has("user_admin")) kept.set("user_admin", activePerson(ctx.db.reader, "user_admin"));
      return kept.get("user_admin") ?? null;
    };
    expect(findsDisabled(lookUp)).toBe(true);
  });
});
