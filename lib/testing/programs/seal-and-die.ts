import { readConfig } from "#lib/config.ts";
import { exportKeyringTo } from "#lib/operations/export-keyring.ts";
import { makeBackup } from "#lib/operations/make-backup.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";

/**
 * Makes a backup with the keyring, or an export of the keyring, and kills its own process at the nth moment that
 * something is, or is about to be, made durable. Prints how many such moments there were when it lives to the end.
 */
const [home = "", deed = "", file = "", recipient = "", nth = "0"] = process.argv.slice(2);
const runtime = new Runtime(readConfig({ HOME: home }));
const { config } = runtime;
const ctx = runtime.openingContext({ kind: "system" }, NOW_MS);
const seal = { recipients: [recipient] };
let steps = 0;
const onStep = () => {
  steps += 1;
  if (steps === Number(nth)) process.kill(process.pid, "SIGKILL");
};
if (deed === "backup") await makeBackup(ctx, config, { file, seal, withKeyring: true }, onStep);
else await exportKeyringTo(ctx, config.keyringSource, { file, seal }, onStep);
runtime.close();
process.stdout.write(JSON.stringify({ steps }));
