import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printLines, UsageError } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, oneOf, TEXT } from "#cli/flags.ts";
import { parseWithSecret } from "#cli/invalid-input.ts";
import { isTerminal, readSecret } from "#cli/secret-prompt.ts";
import { ROLES } from "#lib/domain/role.ts";
import { SetPasswordInput, setPassword } from "#lib/operations/change-password.ts";
import { CreateUserInput, createUser } from "#lib/operations/create-user.ts";

/** Makes an account; the first owner too, for who runs this holds the database and the keyring. */
export const userCreate: Command = {
  async run(input) {
    const { args, context, stdout, t } = input;
    const options = { email: TEXT, role: TEXT, name: TEXT };
    const { values } = parseArgs({ args, options, strict: true });
    const email = needed("--email", values.email);
    const role = oneOf("--role", ROLES, needed("--role", values.role));
    const fields = { email, role, name: values.name };
    const parsed = await parseWithSecret(CreateUserInput, fields, "password", () =>
      readNewPassword(input, email),
    );
    await createUser(context(), parsed);
    printLines(stdout, [
      fact(t, t("cli.user.account"), parsed.email),
      fact(t, t("cli.user.role"), parsed.role),
    ]);
    return EXIT.done;
  },
};

/** Another password for who forgot theirs. */
export const userSetPassword: Command = {
  async run(input) {
    const { args, context, stdout, t } = input;
    const { values } = parseArgs({ args, options: { email: TEXT }, strict: true });
    const email = needed("--email", values.email);
    const parsed = await parseWithSecret(SetPasswordInput, { email }, "password", () =>
      readNewPassword(input, email),
    );
    const { sessions } = await setPassword(context(), parsed);
    printLines(stdout, [t("cli.user.password_set", { email: parsed.email, sessions })]);
    return EXIT.done;
  },
};

/** Unseen typing is typed twice. */
async function readNewPassword(input: CommandInput, email: string): Promise<string> {
  const { stdin, t } = input;
  const password = await readSecret(input, t("cli.prompts.password", { email }));
  if (!isTerminal(stdin)) return password;
  const again = await readSecret(input, t("cli.prompts.password_again"));
  if (again !== password) throw new UsageError("passwords_differ");
  return password;
}
