import { parseArgs } from "node:util";
import { type Command, EXIT, printLines } from "#cli/command.ts";
import { needed, TEXT } from "#cli/flags.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { ResetFactorsInput, resetSecondFactors } from "#lib/operations/manage-second-factors.ts";

/** Takes someone's second factors away, for who lost their phone and their recovery codes. */
export const userResetFactors: Command = {
  run({ args, context, stdout, t }) {
    const { values } = parseArgs({ args, options: { email: TEXT }, strict: true });
    const input = parseInput(ResetFactorsInput, { email: needed("--email", values.email) });
    const { email, hadFactor } = resetSecondFactors(context(), input);
    printLines(stdout, [t(hadFactor ? "cli.user.factors_reset" : "cli.user.no_factors", { email })]);
    return EXIT.done;
  },
};
