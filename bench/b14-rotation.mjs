import { parseArgs } from "node:util";
import { generateStore } from "./gen-store.mjs";
import { measureInProcess, verdictOf, worstVerdict } from "./paired.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B14";
export const title =
  "rotation of the keyring and of the data keys, against bare decrypting, encrypting and updating";
export const quick = false;

/** CPU time. A new keyring key touches the data keys alone; a new data key every secret. */
const LIMITS = { keyring: { goal: 0.5, gate: 1 }, data_keys: { goal: 1.5, gate: 2.5 } };
const OPTIONS = { secrets: { type: "string", default: "100000" }, pairs: { type: "string", default: "9" } };

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const secrets = Number(values.secrets);
  const { rotationFloor, rotationSubject } = await loadSubject("rotation-subject.ts");
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
  return { secrets, figures, verdict: worstVerdict(figures.map(({ verdict }) => verdict)) };
}
