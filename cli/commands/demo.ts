import { parseArgs } from "node:util";
import { type Command, EXIT, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { addDemo, removeDemo } from "#lib/operations/demo-gateway.ts";

/** Makes the demo gateway in the console's data directory. Its credentials are invented. */
export const demoAdd: Command = {
  opensVault: true,

  async run({ args, context, runtime, stdout, stderr, t }) {
    parseArgs({ args, options: {}, strict: true });
    const { name, stateDir } = await addDemo(context(), runtime.config.dataDir);
    printLines(stdout, [
      fact(t, t("cli.gateway.gateway"), name),
      fact(t, t("cli.gateway.state_dir"), stateDir),
    ]);
    printLines(stderr, [t("cli.demo.added", { name })]);
    return EXIT.done;
  },
};

/** Removes it with everything that came with it. */
export const demoRemove: Command = {
  run({ args, context, runtime, stdout, t }) {
    parseArgs({ args, options: {}, strict: true });
    const { name, profiles } = removeDemo(context(), runtime.config.dataDir);
    printLines(stdout, [t("cli.demo.removed", { name, profiles })]);
    return EXIT.done;
  },
};
