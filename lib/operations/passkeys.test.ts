import { describe, expect, test } from "vitest";
import { passkeyChallenges, passkeys, recoveryCodes } from "#db/factor-schema.ts";
import { passkeyAddress } from "#lib/domain/passkey-address.ts";
import { resetSecondFactors } from "#lib/operations/manage-second-factors.ts";
import { AddPasskeyInput, addPasskey, beginPasskey, removePasskey } from "#lib/operations/own-passkeys.ts";
import { CHALLENGE_MS, PasskeyAnswer } from "#lib/operations/passkey-challenge.ts";
import { asksSecondStep, beginSecondStep, pendingPerson } from "#lib/operations/second-step.ts";
import { beginPasskeySignIn, finishPasskeySignIn } from "#lib/operations/sign-in-with-passkey.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { PERSON_PASSWORD, personWith } from "#lib/testing/second-factors.ts";
import { VirtualAuthenticator } from "#lib/testing/virtual-authenticator.ts";

const ORIGIN = "https://keep.example.test";
const address = "192.0.2.7";
const PLACE = placeOf(ORIGIN);

function placeOf(origin: string) {
  const found = passkeyAddress(origin);
  if (!found.ok) throw new Error(found.obstacle);
  return found.address;
}

async function person(email = "ada@example.test", ctx = testContext()) {
  const actor = await personWith(ctx, "admin", email);
  return { ctx, actor, own: ctx.as(actor), visitor: ctx.as({ kind: "visitor" }) };
}

async function withPasskey(made = person()) {
  const { own, ...rest } = await made;
  const device = new VirtualAuthenticator(ORIGIN);
  const { options, token } = await beginPasskey(own, PLACE);
  const input = AddPasskeyInput.parse({ name: "Laptop", answer: device.create(options) });
  const { recoveryCodes: codes } = await addPasskey(own, token.reveal(), input);
  const ask = (userId: string | null = null) => beginPasskeySignIn(rest.visitor, PLACE, { userId, address });
  const answer = (token: { reveal(): string }, text: string) =>
    finishPasskeySignIn(rest.visitor, token.reveal(), PasskeyAnswer.parse(text));
  return { ...rest, own, device, codes, ask, answer };
}

const rows = ({ db }: ReturnType<typeof testContext>) => ({
  passkeys: db.reader.select().from(passkeys).all(),
  challenges: db.reader.select().from(passkeyChallenges).all(),
  codes: db.reader.select().from(recoveryCodes).all(),
});

describe("making a passkey", () => {
  test("keeps its public key, its address and its name, and hands out recovery codes with the first", async () => {
    const { ctx, actor, own, codes } = await withPasskey();
    expect(codes).toHaveLength(10);
    expect(rows(ctx).passkeys).toMatchObject([
      {
        userId: actor.userId,
        name: "Laptop",
        rpId: "keep.example.test",
        deviceType: "multiDevice",
        backedUp: true,
      },
    ]);
    expect(asksSecondStep(ctx, actor.userId)).toBe(true);
    const { options, token } = await beginPasskey(own, PLACE);
    expect(options.excludeCredentials).toHaveLength(1);
    const second = new VirtualAuthenticator(ORIGIN).create(options);
    const input = AddPasskeyInput.parse({ name: "Key", answer: second });
    expect((await addPasskey(own, token.reveal(), input)).recoveryCodes).toEqual([]);
    expect(rows(ctx).codes).toHaveLength(10);
  });

  test.each([
    { fault: { origin: "https://evil.example" }, what: "from another site" },
    { fault: { rpId: "evil.example" }, what: "for another address" },
    { fault: { challenge: "AAAA" }, what: "to another challenge" },
    { fault: { isUnverified: true }, what: "from a device that did not check who holds it" },
  ])("an answer $what is refused and nothing is kept", async ({ fault }) => {
    const { ctx, own } = await person();
    const { options, token } = await beginPasskey(own, PLACE);
    const answer = new VirtualAuthenticator(ORIGIN).create(options, fault);
    const input = AddPasskeyInput.parse({ name: "Laptop", answer });
    await expect(addPasskey(own, token.reveal(), input)).rejects.toThrowError("passkey_refused");
    expect(rows(ctx)).toEqual({ passkeys: [], challenges: [], codes: [] });
  });

  test("a challenge is used once, by the person it was made for, within five minutes", async () => {
    const { ctx, own } = await person();
    const other = await person("bob@example.test", ctx);
    const device = new VirtualAuthenticator(ORIGIN);
    const begin = async () => {
      const { options, token } = await beginPasskey(own, PLACE);
      return {
        token: token.reveal(),
        input: AddPasskeyInput.parse({ name: "x", answer: device.create(options) }),
      };
    };
    const stolen = await begin();
    await expect(addPasskey(other.own, stolen.token, stolen.input)).rejects.toThrowError("passkey_over");
    const late = await begin();
    const lateCtx = { ...own, nowMs: NOW_MS + CHALLENGE_MS };
    await expect(addPasskey(lateCtx, late.token, late.input)).rejects.toThrowError("passkey_over");
    expect(rows(ctx).passkeys).toEqual([]);
    const good = await begin();
    await addPasskey(own, good.token, good.input);
    await expect(addPasskey(own, good.token, good.input)).rejects.toThrowError("passkey_over");
    expect(rows(ctx).passkeys).toHaveLength(1);
  });

  test("one passkey is not kept for two accounts", async () => {
    const { ctx, device } = await withPasskey();
    const bob = await person("bob@example.test", ctx);
    const { options, token } = await beginPasskey(bob.own, PLACE);
    const input = AddPasskeyInput.parse({ name: "Laptop", answer: device.create(options) });
    await expect(addPasskey(bob.own, token.reveal(), input)).rejects.toThrowError("passkey_known");
    expect(rows(ctx).passkeys).toHaveLength(1);
  });
});

describe("signing in with a passkey", () => {
  test("says whose it is, without a name or a password", async () => {
    const { ctx, actor, device, ask, answer } = await withPasskey();
    const { options, token } = await ask();
    expect(options).toMatchObject({ rpId: "keep.example.test", userVerification: "required" });
    expect(options.allowCredentials ?? []).toEqual([]);
    expect(await answer(token, device.get(options))).toMatchObject({ id: actor.userId });
    expect(rows(ctx).passkeys).toMatchObject([{ lastUsedAtMs: NOW_MS }]);
  });

  test("ends the second step that was waiting, in which only one’s own passkeys count", async () => {
    const { ctx, actor, visitor, device, ask, answer } = await withPasskey();
    const bob = await withPasskey(person("bob@example.test", ctx));
    const pending = beginSecondStep(visitor, actor.userId).token.reveal();
    const asked = await ask(actor.userId);
    expect(asked.options.allowCredentials).toHaveLength(1);
    await expect(answer(asked.token, bob.device.get(asked.options))).rejects.toThrowError("passkey_refused");
    expect(pendingPerson(visitor, pending)).not.toBeNull();
    const again = await ask(actor.userId);
    await answer(again.token, device.get(again.options));
    expect(pendingPerson(visitor, pending)).toBeNull();
  });

  test("an answer is good once", async () => {
    const { ctx, device, ask, answer } = await withPasskey();
    const { options, token } = await ask();
    const text = device.get(options);
    await answer(token, text);
    const before = rows(ctx);
    await expect(answer(token, text)).rejects.toThrowError("passkey_over");
    const next = await ask();
    await expect(answer(next.token, text)).rejects.toThrowError("passkey_refused");
    expect(rows(ctx)).toEqual(before);
  });

  test.each([
    { fault: { origin: "https://evil.example" }, what: "from another site" },
    { fault: { origin: "http://keep.example.test" }, what: "without TLS" },
    { fault: { rpId: "evil.example" }, what: "for another address" },
    { fault: { isUnverified: true }, what: "from a device that did not check who holds it" },
    { fault: { userHandle: "Ym9i" }, what: "that names another person" },
    { fault: { isSingleDevice: true }, what: "of a passkey that was another kind when it was made" },
  ])("an answer $what is refused and changes nothing", async ({ fault }) => {
    const { ctx, device, ask, answer } = await withPasskey();
    const { options, token } = await ask();
    const before = rows(ctx).passkeys;
    await expect(answer(token, device.get(options, fault))).rejects.toThrowError("passkey_refused");
    expect(rows(ctx)).toMatchObject({ passkeys: before, challenges: [] });
  });

  test("a passkey whose count went back is a copy and refused", async () => {
    const { ctx, device, ask, answer } = await withPasskey();
    const first = await ask();
    await answer(first.token, device.get(first.options, { counter: 7 }));
    for (const counter of [7, 6, 0]) {
      const { options, token } = await ask();
      await expect(answer(token, device.get(options, { counter }))).rejects.toThrowError("passkey_refused");
    }
    expect(rows(ctx).passkeys).toMatchObject([{ counter: 7 }]);
    const next = await ask();
    await answer(next.token, device.get(next.options, { counter: 8 }));
  });

  test("a challenge for making a passkey signs nobody in, and an unknown passkey neither", async () => {
    const { own, device, ask, answer } = await withPasskey();
    const { token } = await beginPasskey(own, PLACE);
    const { options } = await ask();
    await expect(answer(token, device.get(options))).rejects.toThrowError("passkey_over");
    const again = await ask();
    const stranger = new VirtualAuthenticator(ORIGIN);
    await expect(answer(again.token, stranger.get(again.options))).rejects.toThrowError("passkey_refused");
  });

  test("a challenge is over after five minutes", async () => {
    const { visitor, device, ask } = await withPasskey();
    const { options, token } = await ask();
    const late = { ...visitor, nowMs: NOW_MS + CHALLENGE_MS };
    const answer = PasskeyAnswer.parse(device.get(options));
    await expect(finishPasskeySignIn(late, token.reveal(), answer)).rejects.toThrowError("passkey_over");
  });

  test("one address asks forty times in fifteen minutes", async () => {
    const { ctx, visitor } = await person();
    const ask = () => beginPasskeySignIn(visitor, PLACE, { userId: null, address });
    for (let at = 0; at < 40; at += 1) await ask();
    await expect(ask()).rejects.toThrowError("sign_in_limited");
    expect(rows(ctx).challenges).toHaveLength(40);
  });
});

describe("removing a passkey", () => {
  test("wants the password, and takes the recovery codes along with the last factor", async () => {
    const { ctx, actor, own } = await withPasskey();
    const passkeyId = rows(ctx).passkeys[0]?.id ?? "";
    const before = rows(ctx);
    const wrong = { passkeyId, password: "FAKE wrong", address };
    await expect(removePasskey(own, wrong)).rejects.toThrowError("password_wrong");
    const bob = await person("bob@example.test", ctx);
    const theirs = { passkeyId, password: PERSON_PASSWORD, address };
    await expect(removePasskey(bob.own, theirs)).rejects.toThrowError("passkey_not_found");
    expect(rows(ctx)).toEqual(before);
    expect(await removePasskey(own, theirs)).toEqual({ name: "Laptop" });
    expect(rows(ctx)).toMatchObject({ passkeys: [], codes: [] });
    expect(asksSecondStep(ctx, actor.userId)).toBe(false);
  });

  test("a reset by an owner takes all of them", async () => {
    const { ctx, actor } = await withPasskey();
    expect(resetSecondFactors(ctx.as(TERMINAL), { userId: actor.userId })).toMatchObject({ hadFactor: true });
    expect(rows(ctx).passkeys).toEqual([]);
  });
});

test.each(["", "{", "[]", '{"id":"x"}', `{"id":"${"x".repeat(20_000)}"}`])(
  "%j is no answer of a browser",
  (text) => {
    expect(PasskeyAnswer.safeParse(text.slice(0, 20_010)).success).toBe(false);
  },
);
