import { z } from "zod";
import { NO_CHANGE } from "#db/mutate.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { filesFor, type Mended, mendFiles } from "#lib/operations/mend-files.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export const MendModesInput = z.object({
  gatewayId: z.string().min(1).max(100),
  /** One file that a finding names; without it, each of them. */
  file: z.string().min(1).max(4096).optional(),
});
export type MendModesInput = z.output<typeof MendModesInput>;

/**
 * Closes files and folders of a gateway to other users: those that the doctor finds open now, and no others, so
 * that an old page or a made-up path changes nothing.
 */
export async function mendModes(ctx: OperationContext, { gatewayId, file }: MendModesInput): Promise<Mended> {
  authorise(ctx.actor, "publish");
  const report = await examineGateway(ctx, gatewayId);
  const files = filesFor(report, "chmod").filter((open) => file === undefined || open === file);
  if (file !== undefined && files.length === 0) throw new OperationError("doctor_finding_gone", { file });
  return mutate(ctx, (tx) => {
    const { name } = requireGateway(tx, gatewayId);
    const result = mendFiles(files, report.ownerUid);
    const isNothing = result.changed.length === 0 && result.failed.length === 0;
    const audit = { event: "gateway.modes_mended", subject: gatewayId, details: { name, ...result } };
    return { result, audit: isNothing ? NO_CHANGE : audit };
  });
}
