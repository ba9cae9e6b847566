import path from "node:path";
import type { LightInput } from "#cli/light-command.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { runLoginShell } from "#lib/openclaw/login-shell.ts";
import { type GatewayState, readGatewayState } from "#lib/openclaw/state-dir.ts";

/** Where a reading command finds its gateway. */
export type SourceFlags = { gateway?: string; "state-dir"?: string };

/** A gateway as read, and how far its references may be resolved. */
export type ReadSource = { state: GatewayState; cwd: string | null; mayRunCommands: boolean };

/**
 * Reads the gateway a command means. With `--state-dir` the caller's environment, home and working directory are the
 * gateway's, as for the real CLI, and nothing of the console is opened. Otherwise it is a registered gateway, whose
 * process environment is not known.
 */
export async function readSource(flags: SourceFlags, input: LightInput): Promise<ReadSource> {
  const given = flags["state-dir"];
  if (given === undefined) return readRegistered(flags.gateway, input);
  if (given === "" || flags.gateway !== undefined) {
    const { UsageError } = await import("#cli/command.ts");
    throw given === ""
      ? new UsageError("flag_missing", { flag: "--state-dir" })
      : new UsageError("one_source");
  }
  const { env, nowMs } = input;
  const cwd = process.cwd();
  const home = env.HOME || null;
  const state = readGatewayState(path.resolve(given), { env, home, cwd, runLoginShell, nowMs });
  // Whoever owns the state directory chose the commands in it, and must not have another user run them.
  const isOwn = state.ownerUid === null || state.ownerUid === process.getuid?.();
  return { state, cwd, mayRunCommands: isOwn };
}

async function readRegistered(name: string | undefined, input: LightInput): Promise<ReadSource> {
  const { chooseGateway } = await import("#cli/gateway-argument.ts");
  const read: GatewayState[] = [];
  await input.withConsole((full) => {
    read.push(readGateway(chooseGateway(full.context(), name)));
    return 0;
  });
  const [state] = read;
  if (!state) throw new Error("No gateway was read.");
  return { state, cwd: state.stateDir, mayRunCommands: false };
}
