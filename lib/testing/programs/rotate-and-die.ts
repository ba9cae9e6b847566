import { readConfig } from "#lib/config.ts";
import { driveRotation } from "#lib/operations/drive-rotation.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";

/**
 * Drives the running rotation and kills its own process at the nth moment that something is, or is about to be, made
 * durable. Prints how many such moments there were when it lives to the end. The third argument is how much later
 * than the tests' now that happens, because a dead driver's lease has to end.
 */
const [home = "", nth = "0", laterMs = "0"] = process.argv.slice(2);
const runtime = new Runtime(readConfig({ HOME: home }));
const nowMs = NOW_MS + Number(laterMs);
let steps = 0;
await driveRotation(runtime.openingContext({ kind: "system" }, nowMs), {
  keyringSource: runtime.config.keyringSource,
  holder: `process ${process.pid}`,
  clock: () => nowMs,
  onStep: () => {
    steps += 1;
    if (steps === Number(nth)) process.kill(process.pid, "SIGKILL");
  },
});
runtime.close();
process.stdout.write(JSON.stringify({ steps }));
