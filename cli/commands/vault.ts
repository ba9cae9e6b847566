import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { SWITCH } from "#cli/flags.ts";
import { readNewPassphrase } from "#cli/passphrase.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { initialiseVault } from "#lib/operations/initialise-vault.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { initialiseSealedVault } from "#lib/operations/seal-keyring.ts";
import { isVaultSealed } from "#lib/vault-state.ts";
import { wornDataKey } from "#lib/views/vault-view.ts";

/** Makes the keyring file and the first data keys, or finds that they are there. */
export const vaultInit: Command = {
  opensVault: true,

  async run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    const { values } = parseArgs({ args, options: { "passphrase-stdin": SWITCH }, strict: true });
    const { keyringFile, keyringSource } = runtime.config;
    const isSealed = values["passphrase-stdin"] ?? false;
    const { created } = isSealed
      ? await initialiseSealedVault(context(), keyringSource, await readNewPassphrase(input))
      : initialiseVault(context(), keyringSource);
    printLines(stdout, [t(created ? "cli.vault.created" : "cli.vault.exists"), ...places(input)]);
    if (created && typeof keyringSource === "string")
      printLines(stderr, [t("cli.vault.back_up", { file: keyringFile })]);
    if (isSealed) printLines(stderr, [t("cli.vault.seal.means")]);
    return EXIT.done;
  },
};

/** Says whether the vault opens and where its two halves are. Makes neither; refuses with the cause. */
export const vaultStatus: Command = {
  run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    parseArgs({ args, options: {}, strict: true });
    if (!existsSync(runtime.config.databaseFile)) throw new OperationError("vault_uninitialised");
    if (isVaultSealed(runtime)) {
      printLines(stdout, [t("cli.vault.seal.sealed"), ...places(input)]);
      return EXIT.refused;
    }
    // Only using a key shows that the keyring and the database belong together.
    context().sealer.fingerprint(new SecretText("status"));
    printLines(stdout, [t("cli.vault.opens"), ...places(input)]);
    const seals = wornDataKey(context());
    if (seals !== null) printLines(stderr, [t("cli.vault.worn", { seals: String(seals) })]);
    return EXIT.done;
  },
};

function places({ runtime, t }: CommandInput): string[] {
  const { keyringSource, databaseFile } = runtime.config;
  const keyring =
    typeof keyringSource === "string"
      ? keyringSource
      : // Its arguments may say more than a screen should.
        t("cli.vault.command", { command: keyringSource.argv[0] ?? "" });
  return [fact(t, t("cli.vault.keyring"), keyring), fact(t, t("cli.vault.database"), databaseFile)];
}
