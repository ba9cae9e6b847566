import path from "node:path";
import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printLines, UsageError } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, SWITCH, TEXT } from "#cli/flags.ts";
import { parseInput, parseWithSecret } from "#cli/invalid-input.ts";
import { readSecret } from "#cli/secret-prompt.ts";
import { AddGatewayInput, addGateway } from "#lib/operations/add-gateway.ts";

const OPTIONS = { name: TEXT, "state-dir": TEXT, openclaw: TEXT, url: TEXT, "token-stdin": SWITCH };

/** Registers a gateway by its state dir. Paths may be relative to where the command runs. */
export const gatewayAdd: Command = {
  opensVault: true,

  async run(input) {
    const { args, context, stdout, stderr, t } = input;
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    if (values["token-stdin"] && values.url === undefined) throw new UsageError("token_needs_url");
    const fields = {
      name: needed("--name", values.name),
      stateDir: path.resolve(needed("--state-dir", values["state-dir"])),
      openclawPath: values.openclaw && path.resolve(values.openclaw),
      rpcUrl: values.url,
    };
    const parsed = values["token-stdin"]
      ? await parseWithSecret(AddGatewayInput, fields, "rpcToken", () => askForToken(input, fields.rpcUrl))
      : parseInput(AddGatewayInput, fields);
    const { name } = addGateway(context(), parsed);
    printLines(stdout, [
      fact(t, t("cli.gateway.gateway"), name),
      fact(t, t("cli.gateway.state_dir"), fields.stateDir),
    ]);
    printLines(stderr, [t("cli.gateway.import_next", { name })]);
    return EXIT.done;
  },
};

function askForToken(input: CommandInput, url = ""): Promise<string> {
  return readSecret(input, input.t("cli.prompts.rpc_token", { url }));
}
