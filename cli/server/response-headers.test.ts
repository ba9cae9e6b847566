import { expect, test } from "vitest";
import { securityHeaders } from "#cli/server/response-headers.ts";

test("no other site reads an answer, frames it or guesses at its type", () => {
  expect(securityHeaders(false)).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
});

test("forms without scripts can prove where they come from", () => {
  expect(securityHeaders(false)["referrer-policy"]).toBe("same-origin");
});

test("browsers are told to use HTTPS only where people can", () => {
  expect(securityHeaders(true)["strict-transport-security"]).toMatch(/^max-age=\d{8}$/);
  expect(securityHeaders(false)).not.toHaveProperty("strict-transport-security");
});
