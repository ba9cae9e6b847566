import { appendFileSync } from "node:fs";
import { readConfig } from "#lib/config.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";

/**
 * Adds profiles one after another and prints for each null, when the operation returned, or the code it was refused
 * with. Arguments: the home folder, a gateway, how many, how SQLite synchronises (UNLOGGED: its log is in memory), and a
 * file that gets the number of each as soon as its operation has returned.
 */
const [home = "", gatewayId = "", count = "0", synchronous = "FULL", told = ""] = process.argv.slice(2);
const runtime = new Runtime(readConfig({ HOME: home }));
const ctx = runtime.operationContext({ kind: "system" }, NOW_MS);
if (synchronous === "UNLOGGED") ctx.db.raw.pragma("journal_mode = MEMORY");
else ctx.db.raw.pragma(`synchronous = ${synchronous}`);

const outcomes = Array.from({ length: Number(count) }, (_, at) => outcomeOf(at));
process.stdout.write(JSON.stringify(outcomes));
runtime.close();

function outcomeOf(n: number): string | null {
  const [profileId, secret] = [`openai:${n}`, `sk-proj-FAKE-${String(n).padStart(8, "0")}-added`];
  try {
    addApiKey(
      ctx,
      AddApiKeyInput.parse({ gatewayId, agentId: "main", provider: "openai", profileId, secret }),
    );
    if (told) appendFileSync(told, `${n}\n`);
    return null;
  } catch (error) {
    if (error instanceof OperationError) return error.code;
    throw error;
  }
}
