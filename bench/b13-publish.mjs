import { parseArgs } from "node:util";
import { generateStore } from "./gen-store.mjs";
import { measureInProcess, verdictOf } from "./paired.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B13";
export const title = "push of 5000 profiles into a gateway's store, against stringifying and writing it";
export const quick = true;

const GOAL = 3;
const GATE = 5;
/** OpenClaw waits for the lock that long without noticing, and breaks it after 30 s. */
const LOCK_GOAL_MS = 100;
const OPTIONS = { profiles: { type: "string", default: "5000" }, pairs: { type: "string", default: "9" } };

/**
 * The subject takes OpenClaw's lock, reads the store, plans again from what is there, edits every profile in
 * its text so that all other bytes stay, proves the result, writes a temporary file, syncs, renames, reads back.
 * The floor is `JSON.stringify` and one write of the same store, which would lose what it does not know.
 */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const profiles = Number(values.profiles);
  const { publishSubject, pushFloor, pushSubject } = await loadSubject("publish-subject.ts");
  const store = generateStore(profiles);
  const pairs = Number(values.pairs);
  const figures = await measureInProcess({ floor: pushFloor(store), subject: pushSubject(store), pairs });
  const synced = await measureInProcess({
    floor: pushFloor(store, true),
    subject: pushSubject(store),
    pairs,
  });
  const whole = await measureInProcess({ floor: pushFloor(store), subject: publishSubject(store), pairs });
  return {
    profiles,
    ...figures,
    lockHeldMs: figures.subjectWallMs,
    lockGoalMs: LOCK_GOAL_MS,
    againstSyncedWrite: { ratio: synced.ratio, floorWallMs: synced.floorWallMs },
    wholePublish: { cpuMs: whole.subjectCpuMs, wallMs: whole.subjectWallMs },
    goal: GOAL,
    gate: GATE,
    verdict: verdictOf(figures.ratio, { goal: GOAL, gate: GATE }),
  };
}
