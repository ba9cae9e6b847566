import { rmSync } from "node:fs";
import path from "node:path";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import { type OnStep, sealedTo, sealTarget, writeSealedFile } from "#lib/operations/sealed-file.ts";
import { readOwnKeyring } from "#lib/operations/start-rotation.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";
import { type AgeSeal, ageText } from "#lib/vault/age-file.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { keyringText } from "#lib/vault/keyring-format.ts";
import type { KeyringSource } from "#lib/vault/keyring-source.ts";

/**
 * The keyring as text that only these recipients open, in the age format with its armour: what `clawkeep vault recover`
 * puts back. Needs a proof of `key.export` on the recipients. Throws `backup_*` of the age format, `keyring_*`.
 */
export async function exportKeyring(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  recipients: readonly string[],
): Promise<string> {
  authorise(ctx.actor, "key:manage");
  const seal = { recipients };
  try {
    const keyring = readOwnKeyring(ctx, keyringSource);
    const text = await ageText(Buffer.from(keyringText(keyring)), seal);
    record(ctx, keyring, seal);
    return text;
  } catch (error) {
    throw asOperationError(error);
  }
}

/** Writes the same to a new private file, whole or not at all. `backup_file_exists` when something is there. */
export async function exportKeyringTo(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  { file, seal }: { file: string; seal: AgeSeal },
  onStep?: OnStep,
): Promise<void> {
  authorise(ctx.actor, "key:manage");
  const target = path.resolve(file);
  try {
    const keyring = readOwnKeyring(ctx, keyringSource);
    const text = new Blob([keyringText(keyring)]);
    await writeSealedFile(target, text.stream(), seal, onStep);
    recordFile(ctx, keyring, seal, target);
  } catch (error) {
    throw asOperationError(error);
  }
}

/** An export that the log does not know of is not left. */
function recordFile(ctx: WriteContext, keyring: Keyring, seal: AgeSeal, file: string): void {
  try {
    record(ctx, keyring, seal, { file });
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

function record(ctx: WriteContext, keyring: Keyring, seal: AgeSeal, more: { file?: string } = {}): void {
  mutate(ctx, (tx) => {
    if ("recipients" in seal) requireStepUp(ctx, tx, "key.export", sealTarget(seal.recipients));
    const details = { keys: [...keyring.keys.keys()], sealedTo: sealedTo(seal), ...more };
    return { result: undefined, audit: { event: "vault.exported", subject: keyring.vaultId, details } };
  });
}
