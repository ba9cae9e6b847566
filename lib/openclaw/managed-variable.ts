import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";
import { configNameRefusal } from "#lib/openclaw/env-names.ts";

/** What an env SecretRef and a `${NAME}` in the config can name (semantics §3.2 and §4.1). */
const NAME = /^[A-Z][A-Z0-9_]{0,127}$/;
/** How variables with credentials end, for providers and services that OpenClaw does not know by itself. */
const CREDENTIAL_NAME = /_(?:KEY|KEYS|TOKEN|SECRET|PASSWORD)(?:_[A-Z0-9]+)?$/;

/**
 * Says whether Clawkeep writes a variable of this name to a gateway's `.env`: only credentials. Variables that
 * change how a program or OpenClaw itself starts are refused, because whoever may write a key may not do that.
 */
export function checkManagedVariable(
  text: string,
): { ok: true; variable: string } | Refused<"env_name_invalid" | "env_name_not_credential"> {
  const variable = text.trim();
  if (!NAME.test(variable)) return refused("env_name_invalid");
  if (environmentKeyUse(variable) !== null) return { ok: true, variable };
  const isOurs = !variable.startsWith("OPENCLAW_") && !variable.startsWith("CLAWDBOT_");
  if (isOurs && CREDENTIAL_NAME.test(variable) && configNameRefusal(variable) === null)
    return { ok: true, variable };
  return refused("env_name_not_credential", { variable });
}
