import { PublishError } from "#lib/openclaw/publish-error.ts";
import { type Ended, jsonDocument, runOpenclaw } from "#lib/openclaw/run-openclaw.ts";

/** A plan with hundreds of references resolves them all before it writes. */
const TIMEOUT_MS = 120_000;
/** A status of thousands of profiles is megabytes; what does not fit is not understood, and that is said. */
const STDOUT_BYTES_MAX = 16 * 1024 * 1024;

/** The OpenClaw of a gateway on this host, run as the gateway itself would run it. */
export type CommandTarget = {
  /** Absolute path of the gateway's `openclaw`. */
  openclaw: string;
  stateDir: string;
  /** What the gateway's service sets, with `PATH` and `HOME`. */
  env: Readonly<Record<string, string | undefined>>;
};

/** What a command's failure means, by its own words; the first that matches. None of the text is passed on. */
const FAILURES: readonly [RegExp, string][] = [
  [/Node\.js v\S+ is required/, "openclaw_node_too_old"],
  [
    /Exec provider "[^"]*" failed|Secret(?:Ref|Provider)ResolutionError|could not be resolved/,
    "openclaw_ref_unresolved",
  ],
  [/OpenClaw config is invalid|Invalid config at/, "openclaw_config_invalid"],
  [/AUTH_PROFILE_MIGRATION_REQUIRED|requires legacy credential migration/, "openclaw_migration_required"],
  [/Unknown agent id/, "openclaw_agent_unknown"],
  [/Auth profile "[^"]*" not found in/, "openclaw_profile_unknown"],
];

/**
 * Runs a command of a gateway's own OpenClaw and gives what it printed. With an exit code other than 0 it throws.
 *
 * Throws PublishError `openclaw_not_runnable`, `openclaw_node_too_old`, `openclaw_timeout`, `openclaw_config_invalid`,
 * `openclaw_migration_required`, `openclaw_ref_unresolved`, `openclaw_agent_unknown`,
 * `openclaw_profile_unknown`, `openclaw_command_failed`.
 */
export async function runCommand(
  target: CommandTarget,
  args: readonly string[],
  { input, allowed = [0] }: { input?: string; allowed?: readonly number[] } = {},
): Promise<Ended> {
  const command = commandName(args);
  const ended = await runOpenclaw({
    openclaw: target.openclaw,
    args,
    env: { ...target.env, OPENCLAW_STATE_DIR: target.stateDir },
    ...(input === undefined ? {} : { input }),
    timeoutMs: TIMEOUT_MS,
    stdoutBytesMax: STDOUT_BYTES_MAX,
    onTimeout: () => new PublishError("openclaw_timeout", { command, seconds: TIMEOUT_MS / 1000 }),
  });
  if (ended.code !== null && allowed.includes(ended.code)) return ended;
  const said = ended.stdout + ended.stderr;
  const code = FAILURES.find(([words]) => words.test(said))?.[1] ?? "openclaw_command_failed";
  throw new PublishError(code, { command, file: target.openclaw, stateDir: target.stateDir });
}

/** The JSON that a command prints. Throws PublishError `openclaw_answer_unknown` when it is none. */
export async function askCommand<T>(
  target: CommandTarget,
  args: readonly string[],
  read: (document: unknown) => T | null,
): Promise<T> {
  const { stdout } = await runCommand(target, args);
  const answer = read(jsonDocument(stdout));
  if (answer === null) throw unknownAnswer(target, args);
  return answer;
}

export function unknownAnswer(target: CommandTarget, args: readonly string[]): PublishError {
  return new PublishError("openclaw_answer_unknown", { command: commandName(args), file: target.openclaw });
}

/** The words before the first option: ids of profiles and agents are not needed to know what went wrong. */
function commandName(args: readonly string[]): string {
  const end = args.findIndex((word) => word.startsWith("-"));
  return ["openclaw", ...(end === -1 ? args : args.slice(0, end))].join(" ");
}
