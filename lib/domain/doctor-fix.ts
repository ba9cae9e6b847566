import { type DoctorFix, MANUAL } from "#lib/domain/doctor.ts";
import { type DoctorFacts, type DoctorTarget, profileKey } from "#lib/domain/doctor-facts.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word as a POSIX shell takes it literally. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

export function chmodFix(file: string, mode: "0600" | "0700"): DoctorFix {
  return {
    kind: "operation",
    operation: "chmod",
    file,
    mode,
    command: shellLine(["chmod", mode.slice(1), file]),
  };
}

export function deleteFix(file: string): DoctorFix {
  return { kind: "operation", operation: "delete", file, command: shellLine(["rm", "--", file]) };
}

export function shellFix(...words: string[]): DoctorFix {
  return { kind: "command", command: shellLine(words) };
}

/** A command of OpenClaw on this state dir. */
export function openclawFix({ stateDir }: DoctorTarget, ...words: string[]): DoctorFix {
  const command = `OPENCLAW_STATE_DIR=${shellWord(stateDir)} ${shellLine(["openclaw", ...words])}`;
  return { kind: "command", command };
}

/** Sealing what is in the clear and publishing references in its place. */
export function sealFix({ stateDir, gateway }: DoctorTarget): DoctorFix {
  const steps = (name: string[]) =>
    [
      ["clawkeep", "import", ...name],
      ["clawkeep", "publish", ...name],
    ].map(shellLine);
  if (gateway) {
    const command = steps(["--gateway", gateway.name]).join(" && ");
    return { kind: "page", to: { page: "import" }, command };
  }
  const add = shellLine(["clawkeep", "gateway", "add", "--name", "gateway", "--state-dir", stateDir]);
  return { kind: "command", command: [add, ...steps(["--gateway", "gateway"])].join(" && ") };
}

export function publishFix(target: DoctorTarget): DoctorFix {
  if (!target.gateway) return sealFix(target);
  const command = shellLine(["clawkeep", "publish", "--gateway", target.gateway.name]);
  return { kind: "page", to: { page: "publish" }, command };
}

/** A secret for a provider, pasted into the vault. Without a console there is none to paste into. */
export function newProfileFix(
  { gateway }: DoctorTarget,
  provider: string,
  profile: { type: "api_key" | "token"; agentId: string; profileId: string } | null = null,
): DoctorFix {
  if (!gateway) return MANUAL;
  const paste = profile?.type === "token" ? "paste-token" : "paste-api-key";
  const which = profile ? ["--agent", profile.agentId, "--profile-id", profile.profileId] : [];
  const words = ["models", "auth", paste, "--provider", provider, ...which, "--gateway", gateway.name];
  return { kind: "page", to: { page: "new_profile" }, command: shellLine(["clawkeep", ...words]) };
}

/** The page of a profile the console holds, else what is left without one. */
export function profileFix(
  { console, target }: DoctorFacts,
  at: { agentId: string; profileId: string },
  otherwise: DoctorFix,
): DoctorFix {
  const rowId = console?.rowIds.get(profileKey(at.agentId, at.profileId));
  if (!rowId || !target.gateway) return otherwise;
  return { kind: "page", to: { page: "profile", rowId }, command: otherwise.command };
}

/** Setting the order override of an agent anew, or clearing it where there is no console. */
export function orderFix(target: DoctorTarget, agentId: string, provider: string): DoctorFix {
  const normal = normalizeProvider(provider);
  const words = ["models", "auth", "order", "clear", "--provider", normal, "--agent", agentId];
  const cleared = openclawFix(target, ...words);
  if (!target.gateway) return cleared;
  return { kind: "page", to: { page: "order", agentId, provider: normal }, command: cleared.command };
}
