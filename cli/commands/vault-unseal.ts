import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printLines } from "#cli/command.ts";
import { postToConsole } from "#cli/console-request.ts";
import { SWITCH } from "#cli/flags.ts";
import { readPassphrase } from "#cli/passphrase.ts";
import { LIMIT_MINUTES } from "#lib/operations/limit-sign-in.ts";
import { readPassphraseFile } from "#lib/operations/open-keyring.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { consoleAddress } from "#lib/views/console-address.ts";

/** Unseals the vault of the console that runs. */
export const vaultUnseal: Command = { run: (input) => ask(input, "unseal") };

/** Seals it again, without ending the console. */
export const vaultLock: Command = { run: (input) => ask(input, "lock") };

async function ask(input: CommandInput, wish: "unseal" | "lock"): Promise<number> {
  const { args, runtime, stdout, t } = input;
  const { values } = parseArgs({ args, options: { "passphrase-stdin": SWITCH }, strict: true });
  const address = consoleAddress(runtime);
  if (address === null) throw new OperationError("console_never_started");
  const { passphraseFile } = runtime.config;
  const passphrase =
    passphraseFile === null || values["passphrase-stdin"]
      ? await readPassphrase(input)
      : readPassphraseFile(passphraseFile);
  const body = { wish, passphrase: passphrase.reveal() };
  const { status, code } = await postToConsole(address, runtime.config, "/api/vault", body);
  if (status !== 200) throw refusalOf(code, address);
  printLines(stdout, [t(`cli.vault.seal.${wish}`)]);
  return EXIT.done;
}

const KNOWN: readonly string[] = [
  "keyring_passphrase_wrong",
  "password_queue_full",
  "sign_in_limited",
  "vault_not_sealed",
  "vault_unusable",
];

/** What the console refused, in this reader's language. */
function refusalOf(code: string | null, url: string): OperationError {
  if (code === null || !KNOWN.includes(code)) return new OperationError("console_unreachable", { url });
  return new OperationError(code, { minutes: LIMIT_MINUTES });
}
