import { countLinkedOwners, findOidcSummary, type OidcProviderSummary } from "#db/repositories/oidc.ts";
import { listPeople } from "#db/repositories/people.ts";
import { countRecoveryCodes, findFactors, findRequiredRoles } from "#db/repositories/second-factors.ts";
import type { Role } from "#lib/domain/role.ts";
import { type Factors, owesSecondFactor } from "#lib/domain/second-factor.ts";
import { authorise } from "#lib/operations/context.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type PersonFactors = Factors & {
  userId: string;
  name: string;
  email: string;
  role: Role;
  recoveryCodesLeft: number;
  owes: boolean;
};

export type SignInSettingsView = {
  requiredRoles: readonly Role[];
  people: PersonFactors[];
  oidc: OidcProviderSummary | null;
  /** An owner has come through the provider, so that it can become the only way in. */
  canBeOnlyWay: boolean;
};

/** Who has which second factor, and whose role has to have one. For owners. */
export function signInSettingsView(ctx: ViewContext): SignInSettingsView {
  authorise(ctx.actor, "people:manage");
  const { reader } = ctx.db;
  const requiredRoles = findRequiredRoles(reader);
  const people = listPeople(reader).map(({ id: userId, name, email, role }) => {
    const factors = findFactors(reader, userId);
    const recoveryCodesLeft = countRecoveryCodes(reader, userId);
    const owes = owesSecondFactor(role, factors, requiredRoles);
    return { userId, name, email, role, ...factors, recoveryCodesLeft, owes };
  });
  const oidc = findOidcSummary(reader);
  const canBeOnlyWay = oidc !== null && countLinkedOwners(reader, oidc.issuer) > 0;
  return { requiredRoles, people, oidc, canBeOnlyWay };
}
