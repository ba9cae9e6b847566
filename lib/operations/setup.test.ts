import { describe, expect, test } from "vitest";
import { account, user } from "#db/schema.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { translator } from "#lib/messages.ts";
import { sentenceOfIssue } from "#lib/operation-sentence.ts";
import {
  CreateFirstOwnerInput,
  createFirstOwner,
  isSetupOpen,
  issueSetupCode,
} from "#lib/operations/setup.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { addPerson } from "#lib/testing/people.ts";
import { hashPassword } from "#lib/vault/password.ts";

const PASSWORD = "correct horse battery staple";

const claim = (code: string, email = "first@example.test") =>
  CreateFirstOwnerInput.parse({ code, name: "First", email, password: PASSWORD });

/** How many of six who want to be the first owner at once are told that they are, and how many owners there are then. */
async function ownersOfRace({ db }: Pick<TestContext, "db">, make: (email: string) => Promise<unknown>) {
  const racers = Array.from({ length: 6 }, (_, at) => make(`racer${at}@example.test`));
  const outcomes = await Promise.allSettled(racers);
  const told = outcomes.filter(({ status }) => status === "fulfilled").length;
  return { told, made: db.reader.select().from(user).all().length };
}

describe("the first owner", () => {
  test("is made with the setup code, once", async () => {
    const system = testContext({ kind: "system" });
    const visitor = system.as({ kind: "visitor" });
    const code = issueSetupCode(system).reveal();
    await createFirstOwner(visitor, claim(code, "First@Example.test"));
    expect(isSetupOpen(visitor)).toBe(false);
    expect(visitor.db.reader.select().from(user).all()).toMatchObject([
      { email: "first@example.test", role: "owner" },
    ]);
    await expect(createFirstOwner(visitor, claim(code, "second@example.test"))).rejects.toMatchObject({
      code: "setup_done",
    });
    expect(() => issueSetupCode(system)).toThrow(expect.objectContaining({ code: "setup_done" }));
  });

  test("is one, however many race for it with the right code", { tags: ["W16"] }, async () => {
    const system = testContext({ kind: "system" });
    const visitor = system.as({ kind: "visitor" });
    const code = issueSetupCode(system).reveal();
    const make = (email: string) => createFirstOwner(visitor, claim(code, email));
    expect(await ownersOfRace(visitor, make)).toEqual({ told: 1, made: 1 });
  });

  test("is several where one looks whether there is any, and makes one later", {
    tags: ["W16-twin"],
  }, async () => {
    const visitor = testContext({ kind: "visitor" });
    const make = async (email: string) => {
      if (!isSetupOpen(visitor)) throw new Error("setup_done");
      await hashPassword(new SecretText(PASSWORD));
      addPerson(visitor, "owner", email.split("@")[0]);
    };
    expect(await ownersOfRace(visitor, make)).toEqual({ told: 6, made: 6 });
  });

  test("is not made with a wrong code, nor with the one before the last", { tags: ["W16"] }, async () => {
    const system = testContext({ kind: "system" });
    const visitor = system.as({ kind: "visitor" });
    const old = issueSetupCode(system).reveal();
    issueSetupCode(system);
    for (const code of [old, "AAAAA-AAAAA-AAAAA-AAAAA"]) {
      await expect(createFirstOwner(visitor, claim(code))).rejects.toMatchObject({
        code: "setup_code_wrong",
      });
    }
    expect(visitor.db.reader.select().from(user).all()).toEqual([]);
  });

  test("keeps the password as an argon2id hash only", async () => {
    const system = testContext({ kind: "system" });
    const visitor = system.as({ kind: "visitor" });
    await createFirstOwner(visitor, claim(issueSetupCode(system).reveal()));
    const [row] = visitor.db.reader.select().from(account).all();
    expect(row?.password).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
  });
});

test("a password that is too short is refused without being quoted", () => {
  const parsed = CreateFirstOwnerInput.safeParse({
    code: "x",
    name: "First",
    email: "a@b.test",
    password: "short",
  });
  expect(parsed.success).toBe(false);
  expect(JSON.stringify(parsed.error)).not.toContain('short"');
  expect(new SecretText("short").toString()).toBe("[secret]");
});

test.each([
  ["nothing", "", "required"],
  ["blanks", "   ", "required"],
  ["no field at all", null, "required"],
  ["something far too long", "A".repeat(65), "too_long"],
])("a setup code that is %s gets a sentence of its own", (_, code, message) => {
  const others = { name: "First", email: "a@b.test", password: PASSWORD };
  const parsed = CreateFirstOwnerInput.safeParse({ ...others, code });
  expect(parsed.error?.issues).toMatchObject([{ path: ["code"], message }]);
  for (const locale of ["en", "zh-CN"] as const) {
    const t = translator(locale);
    const sentence = sentenceOfIssue(t, { message });
    expect(sentence).not.toBe(t("errors.invalid"));
    expect(sentence).not.toContain(message);
  }
});
