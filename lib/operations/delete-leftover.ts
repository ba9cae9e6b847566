import { z } from "zod";
import { deleteFile } from "#lib/openclaw/file-mending.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { examineGateway } from "#lib/operations/examine-gateway.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { filesFor } from "#lib/operations/mend-files.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

export const DeleteLeftoverInput = z.object({
  gatewayId: z.string().min(1).max(100),
  file: z.string().min(1).max(4096),
});
export type DeleteLeftoverInput = z.output<typeof DeleteLeftoverInput>;

/**
 * Deletes a backup or an archive of a migration that the doctor finds secrets in now. It is gone for good from its
 * folder, and no more than that: what disks and backups keep of it, only a new secret makes worthless.
 *
 * The audit entry and the deletion come together: the database's lock is held before the file goes.
 */
export async function deleteLeftover(
  ctx: OperationContext,
  { gatewayId, file }: DeleteLeftoverInput,
): Promise<{ file: string }> {
  authorise(ctx.actor, "publish");
  const report = await examineGateway(ctx, gatewayId);
  const { ownerUid } = report;
  if (ownerUid === null || !filesFor(report, "delete").includes(file))
    throw new OperationError("doctor_finding_gone", { file });
  return mutate(ctx, (tx) => {
    const { name } = requireGateway(tx, gatewayId);
    try {
      deleteFile(file, ownerUid);
    } catch (error) {
      throw asOperationError(error);
    }
    const audit = { event: "gateway.leftover_deleted", subject: gatewayId, details: { name, file } };
    return { result: { file }, audit };
  });
}
