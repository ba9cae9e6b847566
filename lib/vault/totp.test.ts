import { expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { newTotpSecret, totpStep, totpUri } from "#lib/vault/totp.ts";

/** The secret of RFC 6238, appendix B: "12345678901234567890" in base32. */
const RFC_SECRET = new SecretText("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

/** The last six of the eight digits that RFC 6238 lists for SHA-1. */
const VECTORS = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
] as const;

test.each(VECTORS)("at second %d the code of RFC 6238 is %s", (seconds, code) => {
  expect(totpStep(RFC_SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

test("a clock may be off by one step and no more, and the step told is the code's own", () => {
  const code = "081804";
  const step = Math.floor(1_111_111_109 / 30);
  const startMs = step * 30_000;
  expect(totpStep(RFC_SECRET, code, startMs - 1)).toBe(step);
  expect(totpStep(RFC_SECRET, code, startMs + 59_999)).toBe(step);
  expect(totpStep(RFC_SECRET, code, startMs - 30_001)).toBeNull();
  expect(totpStep(RFC_SECRET, code, startMs + 60_000)).toBeNull();
});

test.each(["", "28708", "2870820", "28708x", "000000"])("“%s” is no code of it", (code) => {
  expect(totpStep(RFC_SECRET, code, 59_000)).toBeNull();
});

test("a new secret has 160 bits, and its address tells apps all they need", () => {
  const secret = newTotpSecret();
  expect(secret.reveal()).toMatch(/^[A-Z2-7]{32}$/);
  const uri = totpUri(secret, { issuer: "Clawkeep", label: "ada@example.test" });
  expect(`${uri} ${JSON.stringify(uri)}`).not.toContain(secret.reveal());
  const url = new URL(uri.reveal());
  expect(url.protocol + url.host).toBe("otpauth:totp");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    issuer: "Clawkeep",
    secret: secret.reveal(),
    digits: "6",
    period: "30",
  });
});
