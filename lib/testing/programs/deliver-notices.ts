import { readConfig } from "#lib/config.ts";
import { deliverNotices } from "#lib/operations/deliver-notices.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { waitForTheOthers } from "#lib/testing/programs/gate.ts";

/**
 * Looks what is wrong, says that it is ready, and when it is let go delivers what is due and prints how much that was.
 * The second argument is how many milliseconds later than the tests' now that happens.
 */
const [home = "", laterMs = "0"] = process.argv.slice(2);
const runtime = new Runtime(readConfig({ HOME: home }));
const nowMs = NOW_MS + Number(laterMs);
const ctx = runtime.openingContext({ kind: "system" }, nowMs);

watchAlerts(ctx, `process ${process.pid}`);
await waitForTheOthers();
const delivered = await deliverNotices(ctx, { clock: () => nowMs });
runtime.close();
process.stdout.write(JSON.stringify(delivered));
