import { expect, test } from "vitest";
import { invitations } from "#db/people-schema.ts";
import { findPersonByEmail, listPeople } from "#db/repositories/people.ts";
import { auditLog } from "#db/schema.ts";
import {
  AcceptInvitationInput,
  acceptInvitation,
  openInvitation,
} from "#lib/operations/accept-invitation.ts";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";
import { InvitePersonInput, invitePerson, revokeInvitation } from "#lib/operations/invite-person.ts";
import { disablePerson } from "#lib/operations/manage-people.ts";
import { proveIdentity } from "#lib/operations/prove-identity.ts";
import { testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson, addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";
import { newInvitationToken } from "#lib/vault/token.ts";

const DAY_MS = 24 * 60 * 60_000;
const INPUT = InvitePersonInput.parse({ email: " Bea@Example.test ", role: "operator" });
const ANSWER = AcceptInvitationInput.parse({ name: "Bea", password: PASSWORD.reveal() });
const UNKNOWN = expect.objectContaining({ code: "invitation_unknown", params: {} });

const begin = () => {
  const ctx = testContext({ kind: "cli", osUser: "tester", role: "owner" });
  addPerson(ctx, "owner");
  return { ctx, visitor: ctx.as({ kind: "visitor" }) };
};

test("a link makes the account it names under the role it names, once", { tags: ["W04"] }, async () => {
  const { ctx, visitor } = begin();
  const { token } = invitePerson(ctx, INPUT);
  const link = token.reveal();
  expect(openInvitation(visitor, link)).toEqual({ email: "bea@example.test", role: "operator" });
  const both = await Promise.allSettled([1, 2].map(() => acceptInvitation(visitor, link, ANSWER)));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: UNKNOWN });
  expect(findPersonByEmail(ctx.db.reader, "bea@example.test")).toMatchObject({
    name: "Bea",
    role: "operator",
  });
  expect(() => openInvitation(visitor, link)).toThrow(UNKNOWN);
});

test("only the hash of a link is kept", () => {
  const { ctx } = begin();
  const { token } = invitePerson(ctx, INPUT);
  const tables = [
    ctx.db.reader.select().from(invitations).all(),
    ctx.db.reader.select().from(auditLog).all(),
  ];
  expect(JSON.stringify(tables)).not.toContain(token.reveal().slice(4, 20));
});

test("a link that is wrong, over, taken back, replaced or needless says one thing and makes nobody", {
  tags: ["W07"],
}, async () => {
  const { ctx, visitor } = begin();
  const made = (email: string) => invitePerson(ctx, { ...INPUT, email });
  const [over, back, replaced] = [made("a@example.test"), made("b@example.test"), made("c@example.test")];
  const needless = made("d@example.test");
  revokeInvitation(ctx, back.invitationId);
  made("c@example.test");
  await createUser(
    ctx,
    CreateUserInput.parse({ email: "d@example.test", role: "viewer", password: PASSWORD.reveal() }),
  );
  const people = listPeople(ctx.db.reader);
  const late = { ...visitor, nowMs: NOW_MS + 7 * DAY_MS };
  expect(openInvitation({ ...late, nowMs: late.nowMs - 1 }, over.token.reveal()).email).toBe(
    "a@example.test",
  );
  const dead = [back, replaced, needless, newInvitationToken()].map(({ token }) => token.reveal());
  for (const [asked, text] of [
    [late, over.token.reveal()],
    ...[...dead, "", "cki_", "x".repeat(500)].map((one) => [visitor, one] as const),
  ] as const) {
    expect(() => openInvitation(asked, text)).toThrow(UNKNOWN);
    await expect(acceptInvitation(asked, text, ANSWER)).rejects.toEqual(UNKNOWN);
  }
  expect(listPeople(ctx.db.reader)).toEqual(people);
});

test("the link of an owner who is disabled works no more", { tags: ["W04"] }, async () => {
  const ctx = testContext({ kind: "system" });
  const person = await addPersonWithPassword(ctx, "owner");
  addPerson(ctx, "owner", "user_second");
  const owner = ctx.as(addSession(ctx, person));
  expect(() => invitePerson(owner, INPUT)).toThrow(expect.objectContaining({ code: "step_up_required" }));
  const about = { action: "person.invite", target: INPUT.email, address: "192.0.2.7" } as const;
  await proveIdentity(owner, { kind: "password", password: PASSWORD }, about);
  const link = invitePerson(owner, INPUT).token.reveal();
  const visitor = ctx.as({ kind: "visitor" });
  expect(openInvitation(visitor, link).role).toBe("operator");
  disablePerson(ctx, "user_owner");
  expect(() => openInvitation(visitor, link)).toThrow(UNKNOWN);
});

test("who has an account is not invited, and nobody but an owner invites", { tags: ["W02"] }, () => {
  const { ctx } = begin();
  const twice = () => invitePerson(ctx, { ...INPUT, email: "owner@example.test" });
  expect(twice).toThrow(expect.objectContaining({ code: "user_exists" }));
  const admin = ctx.as(addSession(ctx, addPerson(ctx, "admin")));
  expect(() => invitePerson(admin, INPUT)).toThrow(expect.objectContaining({ code: "forbidden" }));
  expect(ctx.db.reader.select().from(invitations).all()).toEqual([]);
});
