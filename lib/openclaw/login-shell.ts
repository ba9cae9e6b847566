import path from "node:path";
import { isPortableName, isRefusedForShell } from "#lib/openclaw/env-names.ts";
import type { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";

/** The only variables OpenClaw takes from a login shell. */
export const LOGIN_SHELL_KEYS = [
  "OPENAI_API_KEY",
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_OAUTH_TOKEN",
  "GEMINI_API_KEY",
  "ZAI_API_KEY",
  "OPENROUTER_API_KEY",
  "AI_GATEWAY_API_KEY",
  "MINIMAX_API_KEY",
  "MODELSTUDIO_API_KEY",
  "SYNTHETIC_API_KEY",
  "KILOCODE_API_KEY",
  "ELEVENLABS_API_KEY",
  "TELEGRAM_BOT_TOKEN",
  "DISCORD_BOT_TOKEN",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "OPENCLAW_GATEWAY_TOKEN",
  "OPENCLAW_GATEWAY_PASSWORD",
] as const;

const TIMEOUT_MS_DEFAULT = 15_000;
/** No caller waits longer for a shell than this, whatever the config says. */
const TIMEOUT_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 2 * 1024 * 1024;
const SHELL_DEFAULT = "/bin/sh";

export type LoginShellCall = { shell: string; args: readonly string[]; timeoutMs: number };

/** Runs the call in an environment and returns its output, or null when it failed. */
export type LoginShellRunner = (call: LoginShellCall, env: Readonly<Record<string, string>>) => Buffer | null;

/** Whether OpenClaw would ask a login shell for keys, and if so how. */
export type LoginShellPlan =
  | { runs: false; enabled: boolean; because: "disabled" | "deferred" | "already_has_keys" }
  | { runs: true; enabled: true; call: LoginShellCall };

export type ShellEnvConfig = { enabled: boolean; timeoutMs: number | null };

/**
 * Decides as OpenClaw does: enabled by the config or `OPENCLAW_LOAD_SHELL_ENV`, and only when none of the
 * 18 expected keys is filled yet. The shell is `SHELL` if `/etc/shells` lists it, else `/bin/sh`.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.3, and its bundle.
 */
export function planLoginShell(environment: GatewayEnvironment, config: ShellEnvConfig): LoginShellPlan {
  const isOn = (name: string) => /^(?:true|1|yes|on)$/i.test((environment.lookup(name) ?? "").trim());
  const enabled = config.enabled || isOn("OPENCLAW_LOAD_SHELL_ENV");
  if (!enabled) return { runs: false, enabled, because: "disabled" };
  if (isOn("OPENCLAW_DEFER_SHELL_ENV_FALLBACK")) return { runs: false, enabled, because: "deferred" };
  if (LOGIN_SHELL_KEYS.some((name) => environment.isFilled(name))) {
    return { runs: false, enabled, because: "already_has_keys" };
  }
  const timeoutMs = config.timeoutMs ?? timeoutOf(environment.lookup("OPENCLAW_SHELL_ENV_TIMEOUT_MS"));
  const call = {
    shell: trustedShell(environment.lookup("SHELL")),
    args: ["-l", "-c", "env -0"],
    // Zero means no limit to Node, and so to OpenClaw.
    timeoutMs: Math.min(timeoutMs || TIMEOUT_MS_MAX, TIMEOUT_MS_MAX),
  };
  return { runs: true, enabled: true, call };
}

/** Asks the shell and sets the expected keys it exports. Not `ok` when the shell could not be asked. */
export function applyLoginShell(
  environment: GatewayEnvironment,
  call: LoginShellCall,
  home: string | null,
  run: LoginShellRunner,
): { ok: boolean; appliedKeys: string[] } {
  const output = run(call, shellEnvironment(environment, home));
  if (output === null) return { ok: false, appliedKeys: [] };
  const exported = parseNulSeparated(output.toString("utf8"));
  const applied = LOGIN_SHELL_KEYS.filter((name) => {
    const value = exported.get(name);
    if (value === undefined || value.trim() === "") return false;
    return environment.setIfBlank(name, { value, source: "login_shell", file: null });
  });
  return { ok: true, appliedKeys: applied };
}

/**
 * Runs a login shell. It executes the profile files of the user this process runs as, so it is used
 * only by a command that a person started as that user.
 */
export const runLoginShell: LoginShellRunner = ({ shell, args, timeoutMs }, env) => {
  const options = { env: { ...env } as NodeJS.ProcessEnv, timeout: timeoutMs, maxBuffer: OUTPUT_BYTES_MAX };
  // Loaded only here: it takes as long as reading a whole gateway, and few gateways ask a shell.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const result = spawnSync(shell, [...args], {
    ...options,
    killSignal: "SIGKILL",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return result.error || result.status !== 0 ? null : result.stdout;
};

function parseNulSeparated(output: string): Map<string, string> {
  const entries = output.split("\0").flatMap((part): [string, string][] => {
    const equals = part.indexOf("=");
    return equals > 0 ? [[part.slice(0, equals), part.slice(equals + 1)]] : [];
  });
  return new Map(entries);
}

function timeoutOf(text: string | undefined): number {
  const parsed = Number.parseInt((text ?? "").trim(), 10);
  return Number.isFinite(parsed) ? Math.max(0, parsed) : TIMEOUT_MS_DEFAULT;
}

function trustedShell(named: string | undefined): string {
  const shell = (named ?? "").trim();
  if (!path.isAbsolute(shell) || path.normalize(shell) !== shell) return SHELL_DEFAULT;
  try {
    const listed = seenFs.readFileSync("/etc/shells", "utf8").split(/\r?\n/);
    return listed.some((line) => line.trim() === shell) ? shell : SHELL_DEFAULT;
  } catch {
    return SHELL_DEFAULT;
  }
}

function shellEnvironment(environment: GatewayEnvironment, home: string | null): Record<string, string> {
  const winners = environment.variables().filter(({ wins, name }) => wins && isPortableName(name));
  const passed = winners.filter(
    ({ name }) => !isRefusedForShell(name) && name !== "HOME" && name !== "ZDOTDIR",
  );
  const entries = passed.map(({ name, value }) => [name, value.reveal()]);
  return { ...Object.fromEntries(entries), ...(home === null ? {} : { HOME: home }), OPENCLAW_CLI: "1" };
}
