import { describe, expect, test } from "vitest";
import { judgeTotp, NO_STEP, readCode } from "#lib/domain/totp.ts";

describe("a code of an authenticator app", () => {
  test.each([
    { matchedStep: null, lastStep: NO_STEP, verdict: { ok: false, code: "code_wrong" } },
    { matchedStep: 100, lastStep: NO_STEP, verdict: { ok: true, step: 100 } },
    { matchedStep: 101, lastStep: 100, verdict: { ok: true, step: 101 } },
    { matchedStep: 100, lastStep: 100, verdict: { ok: false, code: "code_used" } },
    { matchedStep: 99, lastStep: 100, verdict: { ok: false, code: "code_used" } },
  ])("of step $matchedStep after $lastStep is $verdict", ({ matchedStep, lastStep, verdict }) => {
    expect(judgeTotp(matchedStep, lastStep)).toEqual(verdict);
  });
});

test.each([
  { typed: "123456", kind: "totp", text: "123456" },
  { typed: " 123 456 ", kind: "totp", text: "123456" },
  { typed: "１２３４５６", kind: "totp", text: "123456" },
  { typed: "12345", kind: "recovery", text: "12345" },
  { typed: "7k3q-d9xw 2m0r-5tbh", kind: "recovery", text: "7k3qd9xw2m0r5tbh" },
])("“$typed” is read as $kind", ({ typed, kind, text }) => {
  expect(readCode(typed)).toEqual({ kind, text });
});
