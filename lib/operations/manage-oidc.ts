import { z } from "zod";
import {
  countLinkedOwners,
  findOidcProvider,
  type OidcProviderRow,
  saveOidcProvider,
  setOnlyWay,
} from "#db/repositories/oidc.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { Place } from "#lib/domain/place.ts";
import type { Role } from "#lib/domain/role.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type OperationContext, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";

/** Where the client's secret belongs: it opens for no other issuer or client, so it is never sent elsewhere. */
export function oidcSecretPlace({ issuer, clientId }: { issuer: string; clientId: string }): Place {
  return { table: "oidc_provider", field: "sealed", rowId: "1", facts: { issuer, clientId } };
}

const VALUES_MAX = 50;

/** Values of a claim, one a line: names of groups may hold commas and blanks. */
const Values = z
  .string()
  .max(8192, "too_long")
  .transform((text) =>
    [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== ""),
  )
  .refine((values) => values.length <= VALUES_MAX, "too_long");

const Issuer = z
  .string("required")
  .trim()
  .min(1, "required")
  .max(512, "too_long")
  .refine(isIssuer, "oidc_issuer_invalid");

export const SaveOidcInput = z.strictObject({
  label: z.string("required").trim().min(1, "required").max(40, "too_long"),
  issuer: Issuer,
  clientId: z.string("required").trim().min(1, "required").max(256, "too_long"),
  /** Empty keeps the one that is there. */
  clientSecret: z
    .string()
    .trim()
    .max(1024, "too_long")
    .transform((text) => (text === "" ? null : new SecretText(text))),
  isPublic: z.boolean(),
  scopes: z
    .string()
    .trim()
    .max(256, "too_long")
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, "oidc_scopes_invalid")
    .refine((scopes) => scopes.split(" ").includes("openid"), "oidc_scopes_invalid"),
  roleClaim: z
    .string()
    .trim()
    .max(200, "too_long")
    .transform((text) => text || null),
  owner: Values,
  admin: Values,
  operator: Values,
  viewer: Values,
  defaultRole: z.enum(["refuse", "admin", "operator", "viewer"], "role_unknown"),
  linksByEmail: z.boolean(),
  isEnabled: z.boolean(),
  isOnlyWay: z.boolean(),
});
export type SaveOidcInput = z.output<typeof SaveOidcInput>;

/**
 * Says with whose accounts people sign in besides, or instead of, their passwords. The secret is kept when none is
 * given, as long as issuer and client stay. It becomes the only way in after an owner has come that way, so that there
 * is one who can.
 */
export function saveOidc(ctx: OperationContext, input: SaveOidcInput): void {
  authorise(ctx.actor, "people:manage");
  const { label, issuer, clientId, scopes, roleClaim, linksByEmail, isEnabled } = input;
  const { owner, admin, operator, viewer } = input;
  const roleValues: Partial<Record<Role, string[]>> = { owner, admin, operator, viewer };
  const defaultRole = input.defaultRole === "refuse" ? null : input.defaultRole;
  const hasValues = Object.values(roleValues).some((values) => values.length > 0);
  if (hasValues && roleClaim === null) throw new OperationError("oidc_claim_missing");
  if (!hasValues && defaultRole === null) throw new OperationError("oidc_nobody");
  const fresh = input.clientSecret && ctx.sealer.seal(input.clientSecret, oidcSecretPlace(input));
  mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "oidc.save", issuer);
    const before = findOidcProvider(tx);
    const sealed = input.isPublic ? null : (fresh ?? keptSecret(before, input));
    if (!input.isPublic && sealed === null) throw new OperationError("oidc_secret_missing");
    const isOnlyWay = input.isOnlyWay && isEnabled;
    if (isOnlyWay && countLinkedOwners(tx, issuer) === 0) throw new OperationError("oidc_only_way_untried");
    saveOidcProvider(tx, {
      ...{ label, issuer, clientId, sealed, scopes, roleClaim, roleValues, defaultRole },
      ...{ linksByEmail, isEnabled, isOnlyWay, changedAtMs: ctx.nowMs, changedBy: actorName(ctx.actor) },
    });
    const details = { issuer, clientId, isEnabled, isOnlyWay, linksByEmail, hasNewSecret: fresh !== null };
    return { result: undefined, audit: { event: "oidc.saved", subject: "sign_in", details } };
  });
}

function keptSecret(before: OidcProviderRow | null, input: SaveOidcInput): SealedSecret | null {
  const isSame = before?.issuer === input.issuer && before.clientId === input.clientId;
  return isSame ? before.sealed : null;
}

/** Lets passwords and passkeys in again: the way back for who sits at the machine while the provider is down. */
export function allowPasswords(ctx: WriteContext): { wasOnlyWay: boolean } {
  authorise(ctx.actor, "people:manage");
  return mutate(ctx, (tx) => {
    const wasOnlyWay = findOidcProvider(tx)?.isOnlyWay ?? false;
    setOnlyWay(tx, false, ctx.nowMs, actorName(ctx.actor));
    return {
      result: { wasOnlyWay },
      audit: { event: "oidc.passwords_allowed", subject: "sign_in", details: { wasOnlyWay } },
    };
  });
}

/** Throws `password_off` where the provider is the only way in. Asked before a password is looked at. */
export function requireOtherWays(ctx: Pick<WriteContext, "db">): void {
  if (findOidcProvider(ctx.db.reader)?.isOnlyWay) throw new OperationError("password_off");
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && `${search}${hash}${username}${password}` === "";
}
