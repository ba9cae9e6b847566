import type { Role } from "#lib/domain/role.ts";

/** What an account can prove besides its password. Recovery codes are no factor of their own. */
export type Factors = { hasTotp: boolean; passkeys: number };

export function hasSecondFactor({ hasTotp, passkeys }: Factors): boolean {
  return hasTotp || passkeys > 0;
}

/** True for someone whose role has to have a second factor and who has none: they set one up before anything else. */
export function owesSecondFactor(role: Role, factors: Factors, requiredRoles: readonly Role[]): boolean {
  return requiredRoles.includes(role) && !hasSecondFactor(factors);
}
