import { parseArgs } from "node:util";
import { generateStore } from "./gen-store.mjs";
import { measureInProcess, verdictOf } from "./paired.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B12";
export const title = "import of 10 000 profiles, against bare encrypting and inserting";
export const quick = true;

const GOAL = 4;
const GATE = 7;
const OPTIONS = { profiles: { type: "string", default: "10000" }, pairs: { type: "string", default: "9" } };

/**
 * The subject reads a state dir, parses, checks, recognises duplicates, seals, and commits everything in one
 * transaction with its audit row. The floor encrypts the same secrets and inserts as many rows in one FULL
 * transaction: what no import can do without.
 */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const profiles = Number(values.profiles);
  const { importFloor, importSubject } = await loadSubject("import-subject.ts");
  const store = generateStore(profiles);
  const figures = await measureInProcess({
    floor: importFloor(store),
    subject: importSubject(store),
    pairs: Number(values.pairs),
  });
  const perProfile = { msPerProfile: Number((figures.subjectCpuMs / profiles).toFixed(4)) };
  const verdict = verdictOf(figures.ratio, { goal: GOAL, gate: GATE });
  return { profiles, ...figures, ...perProfile, goal: GOAL, gate: GATE, verdict };
}
