/** @module-tag I09 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPastedSecret, SECRET_LENGTH_MAX } from "#lib/domain/pasted-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { recogniseSetupToken, SETUP_TOKEN_PREFIX } from "#lib/domain/setup-token.ts";

const pasted = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "binary-ascii", maxLength: 120 }),
  fc.string({ maxLength: 120 }).map((end) => SETUP_TOKEN_PREFIX + end),
  fc.constantFrom(
    "",
    `$${"{OPENAI_API_KEY}"}`,
    `sk-ant-api03-${"A".repeat(90)}`,
    "x".repeat(SECRET_LENGTH_MAX + 1),
  ),
);
const blanks = fc.constantFrom("", " ", "\n", "\r\n\t ");
const body = fc.stringMatching(/^[A-Za-z0-9_-]{70,120}$/);

test("a key that is taken can be sent in a header and is taken again as it is; a refusal quotes nothing", () => {
  fc.assert(
    fc.property(pasted, (text) => {
      const checked = checkPastedSecret(new SecretText(text));
      const trimmed = text.trim();
      if (!checked.ok) {
        if (trimmed.length > 4)
          expect(JSON.stringify(checked)).not.toContain(JSON.stringify(trimmed).slice(1, -1));
        return;
      }
      const value = checked.secret.reveal();
      expect(value).toBe(trimmed);
      expect(() => new Headers({ "x-api-key": value })).not.toThrow();
      const again = checkPastedSecret(checked.secret);
      expect(again.ok && again.secret.reveal()).toBe(value);
    }),
  );
});

test("a setup-token is recognised with any blanks around it, and with none inside", () => {
  fc.assert(
    fc.property(body, blanks, blanks, fc.nat({ max: 60 }), (end, before, after, at) => {
      const token = SETUP_TOKEN_PREFIX + end;
      const found = recogniseSetupToken(new SecretText(before + token + after));
      expect(found.ok && found.token.reveal()).toBe(token);
      const cut = SETUP_TOKEN_PREFIX.length + at;
      for (const gap of [" ", "\n", "\u200b", "\u00a0"]) {
        const broken = recogniseSetupToken(new SecretText(token.slice(0, cut) + gap + token.slice(cut)));
        expect(broken.ok).toBe(false);
      }
    }),
  );
});

test("whatever is pasted is a setup-token or has one reason not to be", () => {
  fc.assert(
    fc.property(pasted, (text) => {
      const found = recogniseSetupToken(new SecretText(text));
      if (!found.ok) {
        expect(found.code).toBe(`setup_token_${found.reason}`);
        return;
      }
      expect(checkPastedSecret(found.token).ok).toBe(true);
    }),
  );
});
