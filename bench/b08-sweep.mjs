import { parseArgs } from "node:util";
import { median, overTen, spanOf, startProvider } from "./provider-process.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B08";
export const title = "probes of 50 and 500 profiles, against the time their answers take";
export const quick = false;

const DELAY_MS = 200;
const SIZES = [
  { profiles: 50, atOnce: 10, goal: 0.95 },
  { profiles: 500, atOnce: 50, goal: 0.93 },
];
const GATE = 0.9;

/**
 * The floor is what no sweep can be quicker than: the answers one after the other, as many at once as allowed. The
 * subject is the console's own sweep with its database, counted at the provider from the first request to the last
 * answer.
 */
export async function run(args) {
  const { values } = parseArgs({ args, options: { runs: { type: "string", default: "3" } }, strict: true });
  const { sweep } = await loadSubject("probes-subject.ts");
  const provider = await startProvider(DELAY_MS);
  try {
    const figures = [];
    for (const { profiles, atOnce, goal } of SIZES) {
      const idealMs = Math.ceil(profiles / atOnce) * DELAY_MS;
      const shares = [];
      for (let round = 0; round < Number(values.runs); round += 1) {
        await provider.figures();
        await sweep({ port: provider.port, profiles: overTen(profiles), atOnce });
        shares.push(idealMs / spanOf(await provider.figures()));
      }
      const share = Number(median(shares).toFixed(3));
      figures.push({ profiles, atOnce, share, goal, gate: GATE });
    }
    const isRed = figures.some(({ share }) => share < GATE);
    const isGoal = figures.every(({ share, goal }) => share >= goal);
    return { figures, verdict: isRed ? "red" : isGoal ? "goal" : "gate" };
  } finally {
    provider.stop();
  }
}
