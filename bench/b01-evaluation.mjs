import { parseArgs } from "node:util";
import { measureInProcess, verdictOf } from "./paired.mjs";
import { makeStateDir } from "./state-dir.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B01";
export const title =
  "status of 10 000 profiles in a warm process, against parsing the store and looking at each row";
export const quick = true;

const GOAL = 2;
const GATE = 3.2;
const OPTIONS = { profiles: { type: "string", default: "10000" }, pairs: { type: "string", default: "9" } };

/** Judged is the whole way from the files to the exit code; the rules alone are shown beside a loop over parsed rows. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const profiles = Number(values.profiles);
  const pairs = Number(values.pairs);
  const { parsingFloor, rowsFloor, rulesSubject, statusSubject } = await loadSubject("status-subject.ts");
  const { stateDir, remove } = makeStateDir(profiles);
  const given = [stateDir, Date.now()];
  try {
    const figures = await measureInProcess({
      floor: parsingFloor(...given),
      subject: statusSubject(...given),
      pairs,
    });
    const rules = await measureInProcess({
      floor: rowsFloor(...given),
      subject: rulesSubject(...given),
      pairs,
    });
    const alone = { cpuMs: rules.subjectCpuMs, loopCpuMs: rules.floorCpuMs };
    const verdict = verdictOf(figures.ratio, { goal: GOAL, gate: GATE });
    return { profiles, ...figures, rulesAlone: alone, goal: GOAL, gate: GATE, verdict };
  } finally {
    remove();
  }
}
