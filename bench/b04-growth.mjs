import { parseArgs } from "node:util";
import { measurePaired, round, verdictOf } from "./paired.mjs";
import { statusCommands } from "./status-commands.mjs";

export const id = "B04";
export const title = "`models status --check`: CPU for each profile more, from 10 to 10 000";
export const quick = true;

const GOAL_US = 6;
const GATE_US = 10;
const [FEW, MANY] = [10, 10_000];
const OPTIONS = { pairs: { type: "string", default: "9" } };

/** Few and many in turn; judged is the median of the differences, beside the same of the script that only parses. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const pairs = Number(values.pairs);
  const [few, many] = [statusCommands(FEW), statusCommands(MANY)];
  try {
    const growth = (floor, subject) => {
      const { moreCpuMs } = measurePaired({ floor, subject, pairs });
      return round((moreCpuMs * 1000) / (MANY - FEW), 2);
    };
    const usPerProfile = growth(few.check, many.check);
    const floorUsPerProfile = growth(few.floor, many.floor);
    const verdict = verdictOf(usPerProfile, { goal: GOAL_US, gate: GATE_US });
    return { from: FEW, to: MANY, usPerProfile, floorUsPerProfile, goal: GOAL_US, gate: GATE_US, verdict };
  } finally {
    few.remove();
    many.remove();
  }
}
