import { createInterface } from "node:readline";
import { loadSubject } from "./subject.mjs";

// One of B21's workers. For each line on stdin, a time in milliseconds, it commits as often as it can for that
// long and prints how often that was. It ends with its stdin.

const [kind, folder, gatewayId, worker] = process.argv.slice(2);
const { openAction, openRawCommit } = await loadSubject("actions-subject.ts");
const { commit, close } =
  kind === "raw" ? openRawCommit(folder, Number(worker)) : openAction(folder, gatewayId, Number(worker));

process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now();
  let done = 0;
  do {
    commit();
    done += 1;
  } while (performance.now() - started < Number(line));
  process.stdout.write(`${JSON.stringify({ done, tookMs: performance.now() - started })}\n`);
}
close();
