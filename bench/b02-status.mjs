import { parseArgs } from "node:util";
import { measurePaired, verdictOf, worstVerdict } from "./paired.mjs";
import { statusCommands } from "./status-commands.mjs";

export const id = "B02";
export const title = "`models status`, cold process, against a script that parses two files";
export const quick = true;

const GOAL = 1.4;
const GATE = 2.2;
const SIZES = [10, 1000, 5000, 10_000];
const OPTIONS = {
  pairs: { type: "string", default: "9" },
  sizes: { type: "string", default: SIZES.join(",") },
};

/** Judged is `--check`, which machines call; `--json` prints the document as well, and is shown. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const pairs = Number(values.pairs);
  const rows = values.sizes.split(",").map((size) => measureSize(Number(size), pairs));
  return { goal: GOAL, gate: GATE, rows, verdict: worstVerdict(rows.map((row) => row.verdict)) };
}

function measureSize(profiles, pairs) {
  const { floor, check, json, remove } = statusCommands(profiles);
  try {
    const figures = measurePaired({ floor, subject: check, pairs });
    const whole = measurePaired({ floor, subject: json, pairs, rounds: 1 });
    const verdict = verdictOf(figures.ratio, { goal: GOAL, gate: GATE });
    return { profiles, ...figures, json: { ratio: whole.ratio, cpuMs: whole.subjectCpuMs }, verdict };
  } finally {
    remove();
  }
}
