import { expect, test } from "vitest";
import { roomForCount } from "#app/_ui/timeline-axis.ts";

test("a count stands beside its mark only where it does not reach the next one", () => {
  expect(roomForCount(2, 100)).toBe("everywhere");
  expect(roomForCount(57, 4)).toBe("nowhere");
  expect(roomForCount(57, 6)).toBe("wide");
  expect(roomForCount(3830, 5)).toBe("nowhere");
  expect(roomForCount(2, -1)).toBe("nowhere");
});
