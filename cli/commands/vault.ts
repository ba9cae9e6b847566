import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { initialiseVault } from "#lib/operations/initialise-vault.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { wornDataKey } from "#lib/views/vault-view.ts";

/** Makes the keyring file and the first data keys, or finds that they are there. */
export const vaultInit: Command = {
  run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    parseArgs({ args, options: {}, strict: true });
    const { created, keyringFile } = initialiseVault(context(), runtime.config.keyringFile);
    printLines(stdout, [t(created ? "cli.vault.created" : "cli.vault.exists"), ...places(input)]);
    if (created) printLines(stderr, [t("cli.vault.back_up", { file: keyringFile })]);
    return EXIT.done;
  },
};

/** Says whether the vault opens and where its two halves are. Makes neither; refuses with the cause. */
export const vaultStatus: Command = {
  run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    parseArgs({ args, options: {}, strict: true });
    if (!existsSync(runtime.config.databaseFile)) throw new OperationError("vault_uninitialised");
    // Only using a key shows that the keyring and the database belong together.
    context().sealer.fingerprint(new SecretText("status"));
    printLines(stdout, [t("cli.vault.opens"), ...places(input)]);
    const seals = wornDataKey(context());
    if (seals !== null) printLines(stderr, [t("cli.vault.worn", { seals: String(seals) })]);
    return EXIT.done;
  },
};

function places({ runtime, t }: CommandInput): string[] {
  const { keyringFile, databaseFile } = runtime.config;
  return [fact(t, t("cli.vault.keyring"), keyringFile), fact(t, t("cli.vault.database"), databaseFile)];
}
