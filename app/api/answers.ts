import { z } from "zod";
import { CHECK_CODES } from "#lib/views/check-view.ts";

/** What the routes answer, as the OpenAPI document says it and as the tests hold them to it. */

const TimeMs = z.int().meta({ description: "Unix milliseconds." });

export const CheckAnswer = z.strictObject({
  exitCode: z
    .union([z.literal(0), z.literal(1), z.literal(2)])
    .meta({ description: "What `clawkeep models status --check` exits with." }),
  findings: z
    .array(
      z.strictObject({
        code: z.enum(CHECK_CODES),
        agentId: z.string().nullable(),
        provider: z.string().optional(),
        profileId: z.string().optional(),
        expiresAtMs: TimeMs.optional(),
        reason: z.string().optional(),
      }),
    )
    .meta({ description: "The worst first; never a secret." }),
  findingsOmitted: z.int().min(0).meta({ description: "How many more there are than are listed." }),
  gateway: z.string().meta({ description: "The gateway's name." }),
  asOfMs: TimeMs,
});

export const LiveAnswer = z.strictObject({
  change: z.string().meta({ description: "Another text after each change." }),
  tick: z
    .int()
    .meta({ description: "Another number after each minute, because credentials end without a change." }),
});

export const Refusal = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });

export const VaultAnswer = z.strictObject({ vault: z.enum(["open", "sealed"]) });

export const JoinAnswer = z.strictObject({ gatewayId: z.string(), name: z.string() });

export const SyncAnswer = z.strictObject({
  name: z.string(),
  request: z
    .object({ publicationId: z.string(), kind: z.enum(["publish", "unpublish"]), wanted: z.object() })
    .nullable(),
});

export const ResolverRefusal = z.strictObject({ error: z.strictObject({ code: z.string() }) });

export const ResolverAnswer = z
  .strictObject({
    protocolVersion: z.literal(1),
    values: z.record(z.string(), z.string()).meta({ description: "Secrets by the id they were asked by." }),
    errors: z.record(z.string(), z.strictObject({ code: z.string(), message: z.string() })),
  })
  .meta({ description: "Every asked id is in exactly one of the two." });
