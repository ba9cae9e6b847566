import { parseArgs } from "node:util";
import { type Command, EXIT, printLines } from "#cli/command.ts";
import { allowPasswords } from "#lib/operations/manage-oidc.ts";

/** The way back in when the OpenID provider, which was to be the only way, is down or set up wrongly. */
export const userAllowPasswords: Command = {
  run({ args, context, stdout, t }) {
    parseArgs({ args, options: {}, strict: true });
    const { wasOnlyWay } = allowPasswords(context());
    printLines(stdout, [t(wasOnlyWay ? "cli.user.passwords_allowed" : "cli.user.passwords_were_allowed")]);
    return EXIT.done;
  },
};
