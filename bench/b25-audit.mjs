import { parseArgs } from "node:util";
import { measureInProcess, verdictOf, worstVerdict } from "./paired.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B25";
export const title = "a page of the audit log with a million rows, against the same with ten thousand";
export const quick = false;

const GROWTH = { goal: 2, gate: 4 };
const OPTIONS = {
  rows: { type: "string", default: "1000000" },
  floor: { type: "string", default: "10000" },
  pairs: { type: "string", default: "9" },
};
const PAGES_A_ROUND = 20;

/** What people ask for, with the last day of a log of so many rows, one a minute, and a row in its middle. */
const questions = (rows) => {
  const endMs = Date.UTC(2026, 0, 1) + rows * 60_000;
  return {
    newest: {},
    middle: { beforeId: Math.round(rows / 2) },
    event: { event: "profile.removed" },
    "events of a thing": { event: "profile." },
    person: { actor: "person0@example.test" },
    text: { text: "thing42" },
    "event, person and day": { event: "profile.", actor: "person0@example.test", fromMs: endMs - 86_400_000 },
    nothing: { text: "nowhere to be found" },
  };
};

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const { openAuditLog } = await loadSubject("audit-subject.ts");
  const sizes = { floor: Number(values.floor), subject: Number(values.rows) };
  const logs = { floor: openAuditLog(sizes.floor), subject: openAuditLog(sizes.subject) };
  const asked = { floor: questions(sizes.floor), subject: questions(sizes.subject) };
  const figures = {};
  try {
    for (const question of Object.keys(asked.floor)) {
      const side = (name) => ({
        prepare: () => () => {
          for (let n = 0; n < PAGES_A_ROUND; n++) logs[name].page(asked[name][question]);
        },
        clean: () => {},
      });
      const measured = await measureInProcess({
        floor: side("floor"),
        subject: side("subject"),
        pairs: Number(values.pairs),
      });
      const msAPage = Number((measured.subjectCpuMs / PAGES_A_ROUND).toFixed(2));
      figures[question] = { ratio: measured.ratio, msAPage, verdict: verdictOf(measured.ratio, GROWTH) };
    }
  } finally {
    logs.floor.close();
    logs.subject.close();
  }
  const verdict = worstVerdict(Object.values(figures).map((figure) => figure.verdict));
  return { ...sizes, figures, ...GROWTH, verdict };
}
