import path from "node:path";
import { z } from "zod";
import { deleteProbeAllowance, insertProbeAllowance } from "#db/repositories/probe-policies.ts";
import { actorName } from "#lib/domain/actor.ts";
import { serverOf } from "#lib/domain/probe-server.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";

const Server = z
  .string()
  .trim()
  .min(1, "required")
  .max(300, "too_long")
  .transform((text, ctx) => {
    const server = serverFrom(text);
    if (server !== null) return server;
    ctx.addIssue({ code: "custom", message: "probe_server" });
    return z.NEVER;
  });

const CommandPath = z
  .string()
  .trim()
  .min(1, "required")
  .max(4096, "too_long")
  .refine((text) => path.isAbsolute(text) && path.normalize(text) === text, "probe_command");

export const ProbeAllowanceInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("server"), value: Server }),
  z.strictObject({ kind: z.literal("command"), value: CommandPath }),
]);
export type ProbeAllowanceInput = z.output<typeof ProbeAllowanceInput>;

/**
 * Opens a server that is not a provider's own to probes, or a command that hands out secrets to the resolving of
 * references. A probe carries a credential, and the address comes from a file on the gateway: without this an edit of
 * that file would send every key somewhere else. A person of the web needs a proof of `probe.allow`.
 */
export function allowForProbes(ctx: WriteContext, input: ProbeAllowanceInput): { allowanceId: string } {
  authorise(ctx.actor, "gateway:manage");
  const { kind, value } = input;
  const id = newId("allow");
  return mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "probe.allow", allowanceTarget(input));
    const row = { id, kind, value, createdAtMs: ctx.nowMs, createdBy: actorName(ctx.actor) };
    if (!insertProbeAllowance(tx, row)) throw new OperationError("probe_already_allowed", { value });
    return {
      result: { allowanceId: id },
      audit: { event: "probe.allowed", subject: id, details: { kind, value } },
    };
  });
}

/** What a proof for an allowance is bound to. */
export const allowanceTarget = ({ kind, value }: ProbeAllowanceInput): string => `${kind}:${value}`;

export function withdrawFromProbes(ctx: WriteContext, allowanceId: string): { value: string } {
  authorise(ctx.actor, "gateway:manage");
  return mutate(ctx, (tx) => {
    const row = deleteProbeAllowance(tx, allowanceId);
    if (!row) throw new OperationError("probe_allowance_not_found");
    const { kind, value } = row;
    return {
      result: { value },
      audit: { event: "probe.withdrawn", subject: allowanceId, details: { kind, value } },
    };
  });
}

/** `host:port` in its one spelling, from that or from a URL; null when it is neither. */
function serverFrom(text: string): string | null {
  if (/^https?:\/\//i.test(text)) return /@/.test(text) ? null : serverOf(text);
  return /^[^/?#@\s]+$/.test(text) ? serverOf(`https://${text}`) : null;
}
