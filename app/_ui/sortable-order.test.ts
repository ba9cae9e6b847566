import { describe, expect, test } from "vitest";
import { applyMove, decodeMove, encodeMove } from "#app/_ui/sortable-order.ts";

const IDS = ["anthropic:ops", "anthropic:team", "anthropic:spare"];

describe("one step", () => {
  test("up swaps an item with the one above", () => {
    expect(applyMove(IDS, { direction: "up", id: "anthropic:team" })).toEqual([IDS[1], IDS[0], IDS[2]]);
  });

  test("down swaps an item with the one below", () => {
    expect(applyMove(IDS, { direction: "down", id: "anthropic:team" })).toEqual([IDS[0], IDS[2], IDS[1]]);
  });

  test.each([
    { direction: "up", id: "anthropic:ops" },
    { direction: "down", id: "anthropic:spare" },
    { direction: "up", id: "unknown" },
  ] as const)("$direction of $id changes nothing", (move) => {
    expect(applyMove(IDS, move)).toEqual(IDS);
  });

  test("leaves the list it was given alone", () => {
    const ids = Object.freeze([...IDS]);
    applyMove(ids, { direction: "down", id: "anthropic:ops" });
    expect(ids).toEqual(IDS);
  });
});

describe("a move in a form", () => {
  test("comes back as it was sent, colons and blanks in the id included", () => {
    const move = { direction: "up", id: "openai: my:key" } as const;
    expect(decodeMove(encodeMove(move))).toEqual(move);
  });

  test.each([null, 7, "", "up", "up:", "left:a", "xup:a"])("that is %j is no move", (text) => {
    expect(decodeMove(text)).toBeNull();
  });
});
