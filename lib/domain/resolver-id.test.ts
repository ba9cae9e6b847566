import { describe, expect, test } from "vitest";
import { isExecRefId, resolverRefId } from "#lib/domain/resolver-id.ts";

const ROW = "prof_01ABCdef";

describe("the id a profile is published under", () => {
  test.each([
    { agentId: "main", profileId: "anthropic:default", id: "main/anthropic:default" },
    { agentId: "ops-team", profileId: "a/b", id: "ops-team/a/b" },
    { agentId: "main", profileId: "openai:me@example.com", id: `alias:${ROW}` },
    { agentId: "main", profileId: "anthropic:工作", id: `alias:${ROW}` },
    { agentId: "main", profileId: "two words", id: `alias:${ROW}` },
    { agentId: "main", profileId: "../other/anthropic:default", id: `alias:${ROW}` },
    { agentId: "main", profileId: "a/./b", id: `alias:${ROW}` },
    { agentId: "main", profileId: "a".repeat(251), id: `main/${"a".repeat(251)}` },
    { agentId: "main", profileId: "a".repeat(252), id: `alias:${ROW}` },
    { agentId: "_odd", profileId: "x", id: `alias:${ROW}` },
    { agentId: "a/b", profileId: "x", id: `alias:${ROW}` },
    { agentId: "alias:x", profileId: "x", id: `alias:${ROW}` },
  ])("for $profileId of $agentId is $id", ({ agentId, profileId, id }) => {
    expect(resolverRefId({ agentId, profileId, rowId: ROW })).toBe(id);
    expect(isExecRefId(id)).toBe(true);
  });

  test("cannot be one agent's and another's at once", () => {
    const one = resolverRefId({ agentId: "a", profileId: "b/c", rowId: "row_1" });
    const other = resolverRefId({ agentId: "a/b", profileId: "c", rowId: "row_2" });
    expect(one).not.toBe(other);
  });

  test("needs a row id that fits", () => {
    expect(() => resolverRefId({ agentId: "main", profileId: "ä", rowId: "ä" })).toThrow("row id");
  });
});

test.each([
  ["main/anthropic:default", true],
  ["a@b", false],
  ["a/../b", false],
  ["", false],
])("%j is an exec id: %s", (id, isOne) => {
  expect(isExecRefId(id)).toBe(isOne);
});
