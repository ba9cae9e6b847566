import { z } from "zod";
import { checkManagedVariable } from "#lib/openclaw/managed-variable.ts";
import { GatewayId, PastedSecret } from "#lib/operations/credential-input.ts";

/** The fields that writing and removing environment keys parse with. Messages are codes, as in credential-input. */

export const VariableName = z
  .string()
  .max(256, "too_long")
  .transform((text, ctx) => {
    const checked = checkManagedVariable(text);
    if (checked.ok) return checked.variable;
    ctx.addIssue({ code: "custom", message: checked.code, params: checked.params });
    return z.NEVER;
  });

const Target = {
  gatewayId: GatewayId,
  variable: VariableName,
  /** Write over what someone else changed between the marks. */
  overwrite: z.boolean().default(false),
};

/** `evenIfBlocked`: write it although a stronger place sets the variable, so that it would not be used. */
const Writing = { ...Target, evenIfBlocked: z.boolean().default(false) };

export const WritePastedKeyInput = z.strictObject({ ...Writing, secret: PastedSecret });
export type WritePastedKeyInput = z.output<typeof WritePastedKeyInput>;

export const WriteProfileKeyInput = z.strictObject({
  ...Writing,
  profileRowId: z.string().min(1, "required").max(64, "too_long"),
});
export type WriteProfileKeyInput = z.output<typeof WriteProfileKeyInput>;

export const RemoveEnvironmentKeyInput = z.strictObject({
  ...Target,
  /** Any name that was written once can be removed. */
  variable: z.string().min(1, "required").max(128, "too_long"),
});
export type RemoveEnvironmentKeyInput = z.output<typeof RemoveEnvironmentKeyInput>;
