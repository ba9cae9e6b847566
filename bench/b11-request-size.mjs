import { overTen, startProvider } from "./provider-process.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B11";
export const title = "the largest body a probe sends, in bytes";
export const quick = true;

const GOAL = 400;
const GATE = 600;

/** Free requests and the completions that follow them where they are allowed; OpenClaw sends 36 434 bytes. */
export async function run() {
  const { sweep } = await loadSubject("probes-subject.ts");
  const provider = await startProvider(0);
  try {
    await sweep({ port: provider.port, profiles: overTen(10), atOnce: 10, isPaid: true });
    const { bodyBytesMax, requests } = await provider.figures();
    const isRed = bodyBytesMax > GATE || requests !== 20;
    const verdict = isRed ? "red" : bodyBytesMax <= GOAL ? "goal" : "gate";
    return { bodyBytesMax, requests, goal: GOAL, gate: GATE, verdict };
  } finally {
    provider.stop();
  }
}
