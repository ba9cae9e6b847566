import { parseArgs } from "node:util";
import { type Command, EXIT, printLines } from "#cli/command.ts";
import { SWITCH } from "#cli/flags.ts";
import { readNewPassphrase, readPassphrase } from "#cli/passphrase.ts";
import { removeKeyringSeal, sealKeyring } from "#lib/operations/seal-keyring.ts";

/** Seals the keyring file under a passphrase, or makes it a plain one again. */
export const vaultSeal: Command = {
  async run(input) {
    const { args, runtime, context, stdout, stderr, t } = input;
    const { values } = parseArgs({ args, options: { remove: SWITCH }, strict: true });
    const { keyringFile, keyringSource } = runtime.config;
    if (values.remove) {
      await removeKeyringSeal(context(), keyringSource, await readPassphrase(input));
      printLines(stdout, [t("cli.vault.seal.removed", { file: keyringFile })]);
      return EXIT.done;
    }
    await sealKeyring(context(), keyringSource, await readNewPassphrase(input));
    printLines(stdout, [t("cli.vault.seal.done", { file: keyringFile })]);
    printLines(stderr, [t("cli.vault.seal.means")]);
    return EXIT.done;
  },
};
