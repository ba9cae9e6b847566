import { expect, test } from "vitest";
import { decodableTarget, pathOf } from "#cli/server/request-target.ts";

test.each([
  ["/", "/"],
  ["/profiles/prof_1?q=%zz", "/profiles/prof_1?q=%zz"],
  ["/order/gw_1/main/%E6%99%BA%E8%B0%B1", "/order/gw_1/main/%E6%99%BA%E8%B0%B1"],
  ["/profiles/%00", "/profiles/%00"],
  ["/profiles/%2f", "/profiles/%2f"],
  ["//evil.example/x", "//evil.example/x"],
])("%s is as it should be and stays", (target, expected) => {
  expect(decodableTarget(target)).toBe(expected);
});

test.each([
  ["/profiles/%zz", "/profiles/%25zz"],
  ["/profiles/%", "/profiles/%25"],
  ["/profiles/%ff", "/profiles/%25ff"],
  ["/profiles/%c3%28?a=%", "/profiles/%25c3%2528?a=%"],
  ["/profiles/%u0041#%zz", "/profiles/%25u0041#%zz"],
  ["/order/%zz/%2f/%E6%99", "/order/%25zz/%2f/%25E6%2599"],
])("%s does not decode and becomes %s, which does", (target, expected) => {
  expect(decodableTarget(target)).toBe(expected);
  for (const part of pathOf(expected).split("/")) expect(() => decodeURIComponent(part)).not.toThrow();
});

test.each(["*", "", "http://evil.example/x", "evil.example:443", "?x"])("%j is no path", (target) => {
  expect(decodableTarget(target)).toBeNull();
});

test("what does not decode decodes to itself afterwards, however long it is", () => {
  const part = "%zz".repeat(5_000);
  const made = decodableTarget(`/profiles/${part}`) ?? "";
  expect(decodeURIComponent(made.slice("/profiles/".length))).toBe(part);
});
