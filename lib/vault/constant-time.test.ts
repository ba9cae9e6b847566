import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { hashApiToken, hashResolverToken, newApiToken, sameHash } from "#lib/vault/token.ts";

const PAIRS = 5000;
const CALLS_A_SAMPLE = 40;

const stored = "a".repeat(64);
const wrongAtFirst = `b${"a".repeat(63)}`;
const wrongAtLast = `${"a".repeat(63)}b`;

/**
 * How often, in parts of 1, a guess that is wrong at its last character takes longer than one that is wrong at its first.
 * Half of the time when the time tells nothing; samples take turns, so that a busy machine hits both.
 */
function shareSlower(compare: (left: string, right: string) => boolean): number {
  const sample = (guess: string) => {
    const startedNs = process.hrtime.bigint();
    for (let call = 0; call < CALLS_A_SAMPLE; call += 1) compare(stored, guess);
    return process.hrtime.bigint() - startedNs;
  };
  let slower = 0;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const isFirstFirst = pair % 2 === 0;
    const one = sample(isFirstFirst ? wrongAtFirst : wrongAtLast);
    const other = sample(isFirstFirst ? wrongAtLast : wrongAtFirst);
    const [atFirst, atLast] = isFirstFirst ? [one, other] : [other, one];
    slower += atLast > atFirst ? 1 : atLast === atFirst ? 0.5 : 0;
  }
  return slower / PAIRS;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

test("comparing two hashes takes as long wherever they differ", { tags: ["W18"], retry: 2 }, (context) => {
  shareSlower(sameHash);
  const share = shareSlower(sameHash);
  sayFigure(context, `wrong at the last character was slower in ${percent(share)} of ${PAIRS} pairs`);
  expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
});

test("a comparison that stops at the first difference is told by its time", {
  tags: ["W18-twin"],
  retry: 2,
}, (context) => {
  const stopping = (left: string, right: string) => {
    for (let at = 0; at < left.length; at += 1)
      if (left.charCodeAt(at) !== right.charCodeAt(at)) return false;
    return true;
  };
  shareSlower(stopping);
  const share = shareSlower(stopping);
  sayFigure(context, `slower in ${percent(share)}`);
  expect(share).toBeGreaterThan(0.8);
});

test("a token is looked up by its hash, which a guess with the right beginning is no closer to", {
  tags: ["W18"],
}, () => {
  const token = newApiToken().token.reveal();
  const guess = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
  const [right, close] = [hashApiToken(token), hashApiToken(guess)];
  const same = [...right].filter((character, at) => character === close[at]).length;
  expect(same).toBeLessThan(right.length / 2);
  expect(hashResolverToken(token)).not.toBe(right);
});

/** A secret in plain text that is compared with `===` ends where it differs. */
const COMPARED =
  /(?:\.reveal\(\)|\b(?:password|secret|token|passphrase))\s*[!=]==\s*(?!null|undefined|"")\w|[!=]==\s*\w+\.reveal\(\)/;
test("no source compares a secret as text", { tags: ["W18"] }, () => {
  const files = ["app", "cli", "db", "lib"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  );
  const sources = files.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|lib\/testing\//.test(name));
  const found = sources.flatMap((name) =>
    readFileSync(name, "utf8")
      .split("\n")
      .filter((line) => COMPARED.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
  expect(["if (token === given)", "stored !== typed.reveal()"].every((line) => COMPARED.test(line))).toBe(
    true,
  );
});
