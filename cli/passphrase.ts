import type { CommandInput } from "#cli/command.ts";
import { isTerminal, readSecret } from "#cli/secret-prompt.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { holdOpened, isSealedHere, readPassphraseFile } from "#lib/operations/open-keyring.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

type Asking = Pick<CommandInput, "stdin" | "stderr" | "t">;

/** The passphrase of the keyring: an unseen line of a terminal, or all of standard input. */
export async function readPassphrase(input: Asking): Promise<SecretText> {
  return new SecretText(await readSecret(input, input.t("cli.prompts.keyring_passphrase")));
}

/** A new one: typed twice on a terminal, where nobody sees what was typed. */
export async function readNewPassphrase(input: Asking): Promise<SecretText> {
  const first = await readSecret(input, input.t("cli.prompts.new_keyring_passphrase"));
  if (isTerminal(input.stdin)) {
    const again = await readSecret(input, input.t("cli.prompts.keyring_passphrase_again"));
    if (again !== first) throw new OperationError("keyring_passphrases_differ");
  }
  return new SecretText(first);
}

/**
 * Opens a sealed keyring for a command that works with the vault: with the passphrase in CLAWKEEP_PASSPHRASE_FILE, or one
 * typed on the terminal. Standard input that is no terminal belongs to the command, so without either the command is
 * left to be refused where it needs the vault.
 */
export async function openForCommand(input: CommandInput): Promise<void> {
  const { keyringSource, passphraseFile } = input.runtime.config;
  if (!isSealedHere(keyringSource)) return;
  if (passphraseFile === null && !isTerminal(input.stdin)) return;
  const passphrase =
    passphraseFile === null ? await readPassphrase(input) : readPassphraseFile(passphraseFile);
  await holdOpened(input.runtime, keyringSource, passphrase);
}
