import { readConfig } from "#lib/config.ts";
import { countSignIn } from "#lib/operations/limit-sign-in.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { waitForTheOthers } from "#lib/testing/programs/gate.ts";

/** Attempts to sign in once for each `email address` argument and prints how many passwords were looked at. */
const [home = "", ...attempts] = process.argv.slice(2);
const runtime = new Runtime(readConfig({ HOME: home }));
const ctx = runtime.operationContext({ kind: "visitor" }, NOW_MS);

await waitForTheOthers();
let passed = 0;
for (const attempt of attempts) {
  const [email = "", address = ""] = attempt.split(" ");
  try {
    countSignIn(ctx, { email, address });
    passed += 1;
  } catch (error) {
    if (!(error instanceof OperationError) || error.code !== "sign_in_limited") throw error;
  }
}
runtime.close();
process.stdout.write(JSON.stringify({ passed }));
