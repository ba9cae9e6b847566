import { type EnvironmentKeyRow, listEnvironmentKeys } from "#db/repositories/environment-keys.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { ReadFile } from "#lib/openclaw/durable-file.ts";
import { envBlockBody, findEnvBlock, withEnvBlock, withoutEnvBlock } from "#lib/openclaw/env-block.ts";
import { readEnvFile } from "#lib/openclaw/env-block-file.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** What became of a variable that Clawkeep wrote. */
export type KeyInFile = "as_written" | "changed" | "missing";

/**
 * How Clawkeep's block in a gateway's `.env` compares with what was written.
 *
 * - `none`: nothing was written and there is no block.
 * - `as_written`: the block holds exactly that.
 * - `gone`: keys were written, and the block is not there.
 * - `edited`: someone changed what stands between the marks; `foreign` are variables that are not ours.
 * - `broken`: one of the marks is missing or there are two of one.
 */
export type BlockStatus = {
  state: "none" | "as_written" | "gone" | "edited" | "broken";
  keys: { variable: string; inFile: KeyInFile }[];
  foreign: string[];
  /** Where a broken block shows, counted from 1. */
  line: number | null;
};

export type EnvironmentFile = { read: ReadFile; status: BlockStatus };

/** Reads the `.env` that keys are written to, and compares the block in it by keyed fingerprints. */
export function readEnvironmentFile(
  ctx: OperationContext,
  gateway: GatewayRow,
  rows: readonly EnvironmentKeyRow[] = listEnvironmentKeys(ctx.db.reader, gateway.id),
): EnvironmentFile {
  const read = readEnvFile(gateway.stateDir);
  return { read, status: blockStatus(ctx, rows, read.text) };
}

/** Refuses a gateway whose state dir is not there, or which a newer release owns. */
export function requireWritableState(state: GatewayState): void {
  if (state.problem) throw new OperationError(state.problem, { stateDir: state.stateDir });
  if (state.storage === "sqlite")
    throw new OperationError("gateway_owned_by_newer_release", { stateDir: state.stateDir });
}

/** Refuses to write over what someone else did to the block, unless that was agreed to. */
export function refuseEdited({ read, status }: EnvironmentFile, overwrite: boolean): void {
  const file = read.path;
  if (status.state === "broken")
    throw new OperationError("env_block_broken", { file, line: status.line ?? 1 });
  if (overwrite) return;
  if (status.state === "edited") throw new OperationError("env_block_edited", { file });
  if (status.state === "gone") throw new OperationError("env_block_gone", { file });
}

/** The text of the file with a block of exactly these keys; null when the file goes, because nothing is left in it. */
export function textWithKeys(
  read: ReadFile,
  keys: readonly { variable: string; secret: SecretText }[],
): string | null {
  if (keys.length === 0) return withoutEnvBlock(read.text);
  const entries = keys.map(({ variable, secret }) => ({ name: variable, value: secret.reveal() }));
  const made = withEnvBlock(read.text, entries, read.bytes !== null);
  if (made.ok) return made.text;
  throw new OperationError(made.problem.code, { ...made.problem.params, file: read.path });
}

function blockStatus(ctx: OperationContext, rows: readonly EnvironmentKeyRow[], text: string): BlockStatus {
  const found = findEnvBlock(text);
  const status = (state: BlockStatus["state"], more: Partial<BlockStatus> = {}): BlockStatus => ({
    state,
    keys: rows.map(({ variable }) => ({ variable, inFile: "missing" })),
    foreign: [],
    line: null,
    ...more,
  });
  if (found.kind === "broken") return status("broken", { line: found.line });
  if (found.kind === "absent") return status(rows.length === 0 ? "none" : "gone");
  const { entries, body } = found.block;
  const keys = rows.map(({ variable, fingerprint }) => {
    const value = entries.find(({ name }) => name === variable)?.value;
    return { variable, inFile: comparedWith(ctx, fingerprint, value) };
  });
  const own = new Set(rows.map(({ variable }) => variable));
  const foreign = entries.map(({ name }) => name).filter((name) => !own.has(name));
  const written = envBlockBody(entries);
  const isWhole = foreign.length === 0 && keys.every(({ inFile }) => inFile === "as_written");
  const isOurText = written.ok && written.body === body;
  return status(isWhole && isOurText ? "as_written" : "edited", { keys, foreign });
}

function comparedWith(ctx: OperationContext, fingerprint: string, value: string | undefined): KeyInFile {
  if (value === undefined) return "missing";
  const secret = new SecretText(value);
  return !secret.isBlank() && isSealable(value) && ctx.sealer.fingerprint(secret) === fingerprint
    ? "as_written"
    : "changed";
}

/** What the vault refuses to take was never written by us. */
function isSealable(value: string): boolean {
  return value.isWellFormed() && Buffer.byteLength(value) <= 16_384;
}
