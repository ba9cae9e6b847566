import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printJson, printLines } from "#cli/command.ts";
import { SWITCH, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { gatewayReload } from "#cli/opening.ts";
import { noteLines, previewLines, receiptLines, unpublishLines } from "#cli/publish-lines.ts";
import type { PublishReceipt } from "#lib/domain/publish-receipt.ts";
import { previewPublish, publishGateway } from "#lib/operations/publish-gateway.ts";
import { requestPublish } from "#lib/operations/request-publish.ts";
import { previewUnpublish, unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import type { RegisteredGateway } from "#lib/views/registered-gateways-view.ts";

/** Makes a gateway have what the console wants; with `--dry-run` only shows the difference. */
export const publish: Command = {
  opensVault: true,

  async run(input) {
    const { args, runtime, context, stdout, stderr, t, paint } = input;
    const options = { gateway: TEXT, "dry-run": SWITCH, json: SWITCH };
    const { values } = parseArgs({ args, options, strict: true });
    const ctx = context();
    const gateway = chooseGateway(ctx, values.gateway);
    const { gatewayId } = gateway;
    if (!values["dry-run"]) {
      if (gateway.host !== null) return request(input, gateway, "publish", values.json);
      const receipt = await publishGateway(ctx, gatewayId, gatewayReload(runtime, ctx));
      return printReceipt(input, receipt, values.json);
    }
    const preview = previewPublish(ctx, gatewayId);
    if (values.json) printJson(stdout, preview);
    else printLines(stdout, previewLines(preview, t, paint));
    printLines(stderr, noteLines(preview.notes, t));
    return EXIT.done;
  },
};

/** Takes everything of Clawkeep's out of a gateway again; with `--dry-run` only shows what would go. */
export const unpublish: Command = {
  opensVault: true,

  async run(input) {
    const { args, stdout, stderr, t, paint } = input;
    const options = { gateway: TEXT, "dry-run": SWITCH, json: SWITCH };
    const { values } = parseArgs({ args, options, strict: true });
    const ctx = input.context();
    const gateway = chooseGateway(ctx, values.gateway);
    const { gatewayId } = gateway;
    if (values["dry-run"]) {
      const preview = previewUnpublish(ctx, gatewayId);
      if (values.json) printJson(stdout, preview);
      else printLines(stdout, unpublishLines(preview, t, paint));
      printLines(stderr, noteLines(preview.notes, t));
      return EXIT.done;
    }
    if (gateway.host !== null) return request(input, gateway, "unpublish", values.json);
    const receipt = await unpublishGateway(ctx, gatewayId, gatewayReload(input.runtime, ctx));
    return printReceipt(input, receipt, values.json);
  },
};

/** The host of a gateway elsewhere does it with its next report. */
function request(
  { context, stdout, t }: CommandInput,
  { gatewayId, name, host }: RegisteredGateway,
  kind: "publish" | "unpublish",
  json = false,
): number {
  const { publicationId } = requestPublish(context(), gatewayId, kind);
  if (json) printJson(stdout, { publicationId, requestedOf: host });
  else printLines(stdout, [t("cli.gateway.requested", { host: host ?? "", name, kind })]);
  return EXIT.done;
}

/** A script should stop when the gateway does not hold, or was not told of, what was published. */
function printReceipt(input: CommandInput, receipt: PublishReceipt, json = false): number {
  const { stdout, stderr, t, paint } = input;
  if (json) printJson(stdout, receipt);
  else printLines(stdout, receiptLines(receipt, t, paint));
  printLines(stderr, noteLines(receipt.notes, t));
  return receipt.verified && receipt.reload.kind !== "failed" ? EXIT.done : EXIT.refused;
}
