/** @module-tag I09 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExpiresIn, parseExpiry } from "#lib/domain/duration.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const piece = fc.constantFrom(
  "0",
  "1",
  "12",
  ".",
  "-",
  "e",
  "d",
  "H",
  "ms",
  "m",
  "s",
  " ",
  ":",
  "T",
  "Z",
  "+",
);
const typed = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(piece, { maxLength: 20 }).map((parts) => parts.join("")),
);
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

test("whatever is typed is whole milliseconds from 0 on, or refused by name", () => {
  fc.assert(
    fc.property(typed, (text) => {
      const parsed = parseExpiresIn(text);
      if (parsed.ok) expect(Number.isInteger(parsed.ms) && parsed.ms >= 0).toBe(true);
      else expect(parsed.code).toMatch(/^duration_(empty|invalid)$/);
    }),
  );
});

test("whatever is typed as an expiry lies after now or never comes, or is refused by name", () => {
  fc.assert(
    fc.property(typed, (text) => {
      const parsed = parseExpiry(text, NOW_MS);
      if (!parsed.ok) expect(parsed.code).toMatch(/^expiry_(empty|invalid|past|too_far)$/);
      else if (parsed.expiresAtMs !== null) expect(parsed.expiresAtMs).toBeGreaterThan(NOW_MS);
    }),
  );
});

test("a duration written out in pairs is their sum, in either case and with blanks around", () => {
  const counts = fc.tuple(...UNITS.map(() => fc.nat({ max: 9999 })));
  fc.assert(
    fc.property(counts, fc.boolean(), (all, upper) => {
      const written = UNITS.map(([unit], at) => `${all[at]}${unit}`).join("");
      const sum = UNITS.reduce((total, [, ms], at) => total + (all[at] ?? 0) * ms, 0);
      expect(parseExpiresIn(` ${upper ? written.toUpperCase() : written}\n`)).toEqual({ ok: true, ms: sum });
    }),
  );
});

test("a moment written as ISO 8601 is that moment, and a date the last millisecond of its day", () => {
  const moment = fc.date({
    min: new Date(NOW_MS + 1),
    max: new Date(Date.UTC(9999, 11, 31)),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moment, (date) => {
      const iso = date.toISOString();
      const endOfDayMs = Date.parse(`${iso.slice(0, 10)}T23:59:59.999Z`);
      expect(parseExpiry(iso, NOW_MS)).toEqual({ ok: true, expiresAtMs: date.getTime() });
      expect(parseExpiry(iso.slice(0, 10), NOW_MS)).toEqual({ ok: true, expiresAtMs: endOfDayMs });
    }),
  );
});
