import { expect, test } from "vitest";
import { maskSecret, maskTail } from "#lib/domain/mask.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

test("a secret shows its last four characters and nothing else", () => {
  expect(maskSecret(new SecretText("sk-FAKE-0123456789-wxyz"))).toBe("…wxyz");
});

test.each(["", "a", "sk-FAKE-1234567"])("a short secret like %j shows nothing of itself", (text) => {
  expect(maskSecret(new SecretText(text))).toBe("••••");
});

test("sixteen characters are enough for a tail", () => {
  expect(maskSecret(new SecretText("sk-FAKE-12345678"))).toBe("…5678");
});

test("a stored tail is masked the same way", () => {
  expect(maskTail("wxyz")).toBe("…wxyz");
  expect(maskTail(null)).toBe("••••");
});
