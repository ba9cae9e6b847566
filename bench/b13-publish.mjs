import { parseArgs } from "node:util";
import { generateStore } from "./gen-store.mjs";
import { lockClock } from "./lock-clock.mjs";
import { measureInProcess, median, round, verdictOf } from "./paired.mjs";
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
 * The subject plans from the store as it was read, edits every profile so that all other bytes stay, takes
 * OpenClaw's lock, sees that the file holds what was read, writes a temporary file, syncs, renames, reads back.
 * The floor is `JSON.stringify` and one write of the same store, which would lose what it does not know.
 */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const profiles = Number(values.profiles);
  const { publishSubject, pushFloor, pushSubject } = await loadSubject("publish-subject.ts");
  const store = generateStore(profiles);
  const pairs = Number(values.pairs);
  const clock = lockClock();
  const figures = await measureInProcess({ floor: pushFloor(store), subject: pushSubject(store), pairs });
  clock.stop();
  const synced = await measureInProcess({
    floor: pushFloor(store, true),
    subject: pushSubject(store),
    pairs,
  });
  const whole = await measureInProcess({ floor: pushFloor(store), subject: publishSubject(store), pairs });
  return {
    profiles,
    ...figures,
    lockHeldMs: round(median(clock.heldMs), 1),
    lockHeldMsMax: round(Math.max(...clock.heldMs), 1),
    lockGoalMs: LOCK_GOAL_MS,
    againstSyncedWrite: { ratio: synced.ratio, floorWallMs: synced.floorWallMs },
    wholePublish: { cpuMs: whole.subjectCpuMs, wallMs: whole.subjectWallMs },
    goal: GOAL,
    gate: GATE,
    verdict: verdictOf(figures.ratio, { goal: GOAL, gate: GATE }),
  };
}
