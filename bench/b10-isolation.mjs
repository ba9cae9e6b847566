import { parseArgs } from "node:util";
import { median, overTen, spanOf, startProvider } from "./provider-process.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B10";
export const title = "probes beside a provider that hangs, against the same without it";
export const quick = false;

const DELAY_MS = 200;
const GOAL = 1.05;
const GATE = 1.15;
const AT_ONCE = 10;

/** Nine providers of five profiles each; the tenth never answers. Counted is when the nine are done. */
export async function run(args) {
  const { values } = parseArgs({ args, options: { runs: { type: "string", default: "3" } }, strict: true });
  const { sweep } = await loadSubject("probes-subject.ts");
  const provider = await startProvider(DELAY_MS);
  const { p9: _without, ...nine } = overTen(50);
  const healthy = Object.keys(nine);
  try {
    const ratios = [];
    let inFlightMax = 0;
    for (let round = 0; round < Number(values.runs); round += 1) {
      await provider.figures();
      await sweep({ port: provider.port, profiles: nine, atOnce: AT_ONCE });
      const without = await provider.figures();
      await sweep({ port: provider.port, profiles: { hang: 5, ...nine }, atOnce: AT_ONCE });
      const beside = await provider.figures();
      ratios.push(spanOf(beside, healthy) / spanOf(without, healthy));
      inFlightMax = Math.max(inFlightMax, beside.inFlightMax);
    }
    const ratio = Number(median(ratios).toFixed(3));
    const isRed = ratio > GATE || inFlightMax > AT_ONCE;
    const verdict = isRed ? "red" : ratio <= GOAL ? "goal" : "gate";
    return { ratio, inFlightMax, atOnce: AT_ONCE, goal: GOAL, gate: GATE, verdict };
  } finally {
    provider.stop();
  }
}
