import { parseArgs } from "node:util";
import { type Command, EXIT, printJson, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, onlyArgument, SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { CreateApiTokenInput, createApiToken } from "#lib/operations/create-api-token.ts";
import { revokeApiToken } from "#lib/operations/revoke-api-token.ts";
import { type ApiTokenItem, apiTokensView } from "#lib/views/settings-view.ts";

const CREATE = {
  scope: { type: "string", multiple: true },
  gateway: TEXT,
  "expires-in": TEXT,
  name: TEXT,
} as const;

const COLUMNS = ["token", "name", "scopes", "gateway", "status", "expires", "last_used"] as const;

/** Makes a token for a machine. It alone goes to standard output, once; what is known of it to the other stream. */
export const tokenCreate: Command = {
  run({ args, context, stdout, stderr, t }) {
    const { values } = parseArgs({ args, options: CREATE, strict: true });
    const scopes = needed("--scope", values.scope?.join(","))
      .split(",")
      .map((scope) => scope.trim());
    const expiresIn = needed("--expires-in", values["expires-in"]);
    const ctx = context();
    const gateway = values.gateway === undefined ? null : chooseGateway(ctx, values.gateway);
    const name = values.name ?? scopes.join(" ");
    const fields = { name, scopes, expiresIn, ...(gateway && { gatewayId: gateway.gatewayId }) };
    const { token, tokenId, expiresAtMs } = createApiToken(ctx, parseInput(CreateApiTokenInput, fields));
    printLines(stdout, [token.reveal()]);
    printLines(stderr, [
      fact(t, t("cli.token.id"), tokenId),
      fact(t, t("cli.token.expires"), timeText(expiresAtMs)),
      t("cli.token.once"),
    ]);
    return EXIT.done;
  },
};

export const tokenList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const view = apiTokensView(context());
    if (values.json) {
      printJson(stdout, view);
      return EXIT.done;
    }
    const heading = COLUMNS.map((column) => t(`cli.columns.${column}`));
    const cells = view.tokens.map((token) => cellsOf(token, t));
    if (cells.length > 0) printLines(stdout, tableLines(heading, cells, paint));
    else printLines(stderr, [t("cli.token.none")]);
    return EXIT.done;
  },
};

/** From the next request on, whoever brings it is refused. */
export const tokenRevoke: Command = {
  run({ args, context, stdout, t }) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
    const { name } = revokeApiToken(context(), onlyArgument("ID", positionals));
    printLines(stdout, [t("cli.token.revoked", { name: printable(name) })]);
    return EXIT.done;
  },
};

function cellsOf(token: ApiTokenItem, t: Translator): string[] {
  const { id, name, scopes, gatewayName, state, expiresAtMs, lastUsedAtMs } = token;
  return [
    id,
    printable(name),
    scopes.join(" "),
    gatewayName === null ? t("cli.token.all_gateways") : printable(gatewayName),
    t(`cli.token.state.${state}`),
    timeText(expiresAtMs),
    lastUsedAtMs === null ? t("cli.token.never") : timeText(lastUsedAtMs),
  ];
}
