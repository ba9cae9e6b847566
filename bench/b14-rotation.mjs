import { parseArgs } from "node:util";
import { generateStore } from "./gen-store.mjs";
import { measureInProcess, verdictOf, worstVerdict } from "./paired.mjs";
import { measureReaders } from "./rotation-readers.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B14";
export const title =
  "rotation of the keyring and of the data keys, against bare decrypting, encrypting and updating";
export const quick = false;

/** CPU time. A new keyring key touches the data keys alone; a new data key every secret. */
const LIMITS = { keyring: { goal: 0.5, gate: 1 }, data_keys: { goal: 1.5, gate: 2.5 } };
/** The 99th percentile of pages while the server rotates, against the same at rest. */
const READERS = { goal: 2, gate: 2 };
const OPTIONS = {
  secrets: { type: "string", default: "100000" },
  pairs: { type: "string", default: "9" },
  /** Profiles of the console whose pages are read meanwhile; 0 leaves that out, which needs the built console. */
  readers: { type: "string", default: "10000" },
  requests: { type: "string", default: "600" },
};

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const secrets = Number(values.secrets);
  const subject = await loadSubject("rotation-subject.ts");
  const { rotationFloor, rotationSubject } = subject;
  const store = generateStore(secrets);
  const figures = [];
  for (const [kind, limits] of Object.entries(LIMITS)) {
    const measured = await measureInProcess({
      floor: rotationFloor(secrets),
      subject: rotationSubject(store, kind),
      pairs: Number(values.pairs),
      warmUps: 1,
    });
    figures.push({ kind, ...measured, ...limits, verdict: verdictOf(measured.ratio, limits) });
  }
  const readers = await readersOf(subject, {
    profiles: Number(values.readers),
    requests: Number(values.requests),
  });
  const verdicts = [...figures, ...(readers ? [readers] : [])].map(({ verdict }) => verdict);
  return { secrets, figures, readers, verdict: worstVerdict(verdicts) };
}

async function readersOf(subject, { profiles, requests }) {
  if (profiles === 0) return null;
  const measured = await measureReaders(subject, { profiles, requests });
  return { ...measured, ...READERS, verdict: verdictOf(measured.ratio, READERS) };
}
