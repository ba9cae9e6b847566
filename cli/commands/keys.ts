import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printJson, printLines } from "#cli/command.ts";
import { needed, SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseInput, parseWithSecret } from "#cli/invalid-input.ts";
import { blockLines, managedLines, rotationLines, sourceLines, variableLines } from "#cli/key-lines.ts";
import { openingContext } from "#cli/opening.ts";
import { readSecret } from "#cli/secret-prompt.ts";
import { MAIN_AGENT_ID, normalizeAgentId } from "#lib/domain/agent-id.ts";
import { maskTail } from "#lib/domain/mask.ts";
import { restartCommand } from "#lib/domain/restart-command.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import type { BlockStatus } from "#lib/operations/environment-block.ts";
import {
  RemoveEnvironmentKeyInput,
  WritePastedKeyInput,
  WriteProfileKeyInput,
} from "#lib/operations/environment-key-input.ts";
import { inspectEnvironmentKeys } from "#lib/operations/inspect-environment-keys.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import {
  removeEnvironmentKey,
  writePastedKey,
  writeProfileKey,
} from "#lib/operations/write-environment-keys.ts";
import { type KeySourcesView, keySourcesView } from "#lib/views/key-sources-view.ts";

const WHERE = { gateway: TEXT, variable: TEXT, overwrite: SWITCH } as const;

/** Where a gateway's keys come from, and those that were written to its `.env`. */
export const keysList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { gateway: TEXT, json: SWITCH }, strict: true });
    const ctx = context();
    const { gatewayId } = chooseGateway(ctx, values.gateway);
    const view = viewOf(ctx, gatewayId);
    const { status, refusal } = inspected(ctx, gatewayId);
    if (values.json) {
      const { asOfMs, name, stateDir, envFile, service, loginShell, sources, providers } = view;
      const managed = view.managed.map(({ tail, ...key }) => ({ ...key, masked: maskTail(tail) }));
      const known = { envFile, service, loginShell, sources, providers };
      printJson(stdout, {
        gateway: name,
        stateDir,
        asOfMs,
        ...known,
        managed,
        block: status ?? { state: "refused", code: refusal?.code },
      });
      return EXIT.done;
    }
    const parts = [
      sourceLines(view, t, paint),
      variableLines(view, t, paint),
      rotationLines(view, t),
      managedLines(view, status, t, paint),
    ].filter((lines) => lines.length > 0);
    printLines(
      stdout,
      parts.flatMap((lines, at) => (at === 0 ? lines : ["", ...lines])),
    );
    printLines(stderr, refusal ? [sentenceOf(t, refusal)] : blockLines(status, view.envFile, t));
    return EXIT.done;
  },
};

/** Writes a key in plaintext to the gateway's `.env`, from standard input or from a profile. */
export const keysSet: Command = {
  opensVault: true,

  async run(input) {
    const options = { ...WHERE, "from-profile": TEXT, agent: TEXT, "even-if-blocked": SWITCH };
    const { values } = parseArgs({ args: input.args, options, strict: true });
    const ctx = input.context();
    const variable = needed("--variable", values.variable);
    const { gatewayId } = chooseGateway(ctx, values.gateway);
    const { overwrite = false, "even-if-blocked": evenIfBlocked = false } = values;
    const fields = { gatewayId, variable, overwrite, evenIfBlocked };
    const opening = openingContext(input.runtime, ctx);
    const profileId = values["from-profile"];
    if (profileId !== undefined) {
      const agentId = normalizeAgentId(values.agent ?? MAIN_AGENT_ID);
      const profileRowId = profileRowOf(viewOf(ctx, gatewayId), profileId, agentId);
      const parsed = parseInput(WriteProfileKeyInput, { ...fields, profileRowId });
      return said(input, gatewayId, writeProfileKey(opening, parsed));
    }
    const prompt = input.t("cli.prompts.environment_key", { variable: printable(variable) });
    const parsed = await parseWithSecret(WritePastedKeyInput, fields, "secret", () =>
      readSecret(input, prompt),
    );
    return said(input, gatewayId, writePastedKey(opening, parsed));
  },
};

/** Takes a key that was written from here out of the gateway's `.env`. */
export const keysRemove: Command = {
  opensVault: true,

  run(input) {
    const { values } = parseArgs({ args: input.args, options: WHERE, strict: true });
    const ctx = input.context();
    const variable = needed("--variable", values.variable);
    const { gatewayId } = chooseGateway(ctx, values.gateway);
    const { overwrite = false } = values;
    const parsed = parseInput(RemoveEnvironmentKeyInput, { gatewayId, variable, overwrite });
    const { file } = removeEnvironmentKey(openingContext(input.runtime, ctx), parsed);
    printLines(input.stdout, [input.t("cli.keys.removed", { variable, file: printable(file, 4096) })]);
    printLines(input.stderr, [restartLine(input, viewOf(ctx, gatewayId))]);
    return EXIT.done;
  },
};

function said(input: CommandInput, gatewayId: string, written: { variable: string; file: string }): number {
  const { variable, file } = written;
  printLines(input.stdout, [input.t("cli.keys.written", { variable, file: printable(file, 4096) })]);
  const view = viewOf(input.context(), gatewayId);
  printLines(input.stderr, [input.t("cli.keys.plaintext"), restartLine(input, view)]);
  return EXIT.done;
}

type Inspected = { status: BlockStatus; refusal: null } | { status: null; refusal: OperationError };

/** A file that nothing can be written to is no reason not to show the rest. */
function inspected(ctx: ReturnType<CommandInput["context"]>, gatewayId: string): Inspected {
  try {
    return { status: inspectEnvironmentKeys(ctx, gatewayId), refusal: null };
  } catch (error) {
    const refusal = asOperationError(error);
    if (!(refusal instanceof OperationError)) throw error;
    return { status: null, refusal };
  }
}

function restartLine({ t }: CommandInput, { service }: KeySourcesView): string {
  return service ? t("cli.keys.restart", { command: restartCommand(service) }) : t("cli.keys.restart_hand");
}

function viewOf(ctx: ReturnType<CommandInput["context"]>, gatewayId: string): KeySourcesView {
  const view = keySourcesView(ctx, { gatewayId });
  if (!view) throw new OperationError("gateway_not_found", { gateway: gatewayId });
  return view;
}

function profileRowOf({ profiles }: KeySourcesView, profileId: string, agentId: string): string {
  const found = profiles.find((profile) => profile.profileId === profileId && profile.agentId === agentId);
  if (!found) throw new OperationError("profile_not_found", { profileId: printable(profileId) });
  return found.profileRowId;
}
