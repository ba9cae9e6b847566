import { hash } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { DUMMY_PASSWORD_HASH, hashPassword, verifyPassword } from "#lib/vault/password.ts";

const PASSWORD = new SecretText("fake correct horse battery");

describe("a password's hash", () => {
  test("is argon2id above OWASP's minimum, salted, and verifies that password only", async () => {
    const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one, PASSWORD)).toBe(true);
    expect(await verifyPassword(one, new SecretText("fake correct horse batterz"))).toBe(false);
    expect(await verifyPassword(one, new SecretText(""))).toBe(false);
  });

  test("is the same however the keyboard composes an accent", async () => {
    const composed = await hashPassword(new SecretText("fake p\u00e9ch\u00e9 password"));
    expect(await verifyPassword(composed, new SecretText("fake pe\u0301che\u0301 password"))).toBe(true);
  });

  test("counts every byte up to 1024 and refuses a longer password", async () => {
    const longest = await hashPassword(new SecretText("x".repeat(1024)));
    expect(await verifyPassword(longest, new SecretText("x".repeat(1024)))).toBe(true);
    expect(await verifyPassword(longest, new SecretText("x".repeat(1025)))).toBe(false);
    expect(await verifyPassword(longest, new SecretText("x".repeat(1023)))).toBe(false);
    await expect(hashPassword(new SecretText("é".repeat(513)))).rejects.toMatchObject({
      code: "password_too_long",
      params: { bytesMax: 1024 },
    });
  });
});

test("the dummy hash costs what a real one costs and verifies nothing", async () => {
  const cost = (text: string) => text.split("$").slice(0, 4);
  expect(cost(DUMMY_PASSWORD_HASH)).toEqual(cost(await hashPassword(PASSWORD)));
  expect(await verifyPassword(DUMMY_PASSWORD_HASH, PASSWORD)).toBe(false);
});

test.each([
  ["nothing", ""],
  ["plain text", "fake correct horse battery"],
  ["bcrypt", `$2b$12$${"A".repeat(53)}`],
  ["more memory than we would ever ask for", DUMMY_PASSWORD_HASH.replace("m=65536", "m=4194304")],
  ["more passes than we would ever ask for", DUMMY_PASSWORD_HASH.replace("t=3", "t=4000000")],
  ["another argon2", DUMMY_PASSWORD_HASH.replace("argon2id", "argon2d")],
])("a stored hash that is %s is refused without being run or quoted", async (_what, stored) => {
  const error = await verifyPassword(stored, PASSWORD).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: "VaultError", code: "password_hash_malformed", params: {} });
  expect(error).not.toHaveProperty("cause");
});

test("a hash of lower cost, from an older installation, still verifies", async () => {
  const weaker = await hash("fake correct horse battery", {
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
  });
  expect(await verifyPassword(weaker, PASSWORD)).toBe(true);
});
