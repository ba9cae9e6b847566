import { describe, expect, test } from "vitest";
import { defaultAgentId, normalizeAgentId } from "#lib/domain/agent-id.ts";

describe("an agent id", () => {
  test.each([
    ["main", "main"],
    ["Ops Team", "ops-team"],
    ["OPS TEAM", "ops-team"],
    ["  work  ", "work"],
    ["a_b-c", "a_b-c"],
    ["a  /  b", "a-b"],
    ["--x--", "x"],
    ["_x", "_x"],
    ["-_x", "_x"],
    ["工作", "main"],
    ["工作a", "a"],
    ["", "main"],
    ["   ", "main"],
    ["../../etc", "etc"],
    ["a".repeat(64), "a".repeat(64)],
    ["a".repeat(65), "a".repeat(64)],
    [`${"a".repeat(63)} b`, `${"a".repeat(63)}-`],
  ])("%j is known as %j", (typed, known) => {
    expect(normalizeAgentId(typed)).toBe(known);
  });
});

describe("the default agent", () => {
  test.each([
    { agents: [], id: "main" },
    { agents: [{ id: "Work" }, { id: "main" }], id: "work" },
    { agents: [{ id: "work" }, { id: "Ops Team", default: true }], id: "ops-team" },
    {
      agents: [
        { id: "a", default: true },
        { id: "b", default: true },
      ],
      id: "a",
    },
    { agents: [{ id: "a", default: false }, { id: "b" }], id: "a" },
    { agents: [{ id: " " }], id: "main" },
  ])("of $agents is $id", ({ agents, id }) => {
    expect(defaultAgentId(agents)).toBe(id);
  });
});
