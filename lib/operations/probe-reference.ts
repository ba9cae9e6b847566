import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { refContextOf } from "#lib/openclaw/config-refs.ts";
import { resolveByCommand } from "#lib/openclaw/exec-provider.ts";
import { providerOf } from "#lib/openclaw/secret-resolution.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/** `all` for a person who stands for the gateway's own user, and so may run what its config names. */
export type AllowedCommands = ReadonlySet<string> | "all";

export type ResolvedReference =
  | { ok: true; value: SecretText }
  | { ok: false; reason: "command_not_allowed" | "unresolved_ref" };

/**
 * Resolves a reference of a gateway for a probe, with OpenClaw's checks and limits and never by a shell. A command
 * runs only when it is allowed by its path.
 */
export async function resolveCandidateRef(
  ref: SecretRef,
  state: GatewayState,
  allowed: AllowedCommands,
): Promise<ResolvedReference> {
  const context = refContextOf(state, { cwd: state.stateDir, mayRunCommands: true });
  const provider = providerOf(ref, context);
  const command = typeof provider === "string" || provider.source !== "exec" ? null : provider.command;
  if (command !== null && allowed !== "all" && !allowed.has(command))
    return { ok: false, reason: "command_not_allowed" };
  const outcome = await resolveByCommand(ref, context);
  return outcome.ok ? { ok: true, value: outcome.value } : { ok: false, reason: "unresolved_ref" };
}
