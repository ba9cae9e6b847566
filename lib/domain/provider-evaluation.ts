import type { EligibilityReason } from "#lib/domain/credential-eligibility.ts";
import { resolveProfileOrder, storeProfileIds } from "#lib/domain/profile-order.ts";
import type { OrderBasis, ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import {
  type RuntimeCredential,
  type RuntimeFacts,
  runtimeCredential,
} from "#lib/domain/runtime-credential.ts";

/** Everything that decides which credential an agent uses for a provider, with its reasons. */
export type ProviderEvaluation = {
  provider: string;
  /** Profile ids in the sequence OpenClaw tries them. */
  order: string[];
  basis: OrderBasis;
  /** Why each profile stands where it stands, or is left out. */
  rows: ProfileOrderRow[];
  /**
   * OpenClaw's reason code for each of the provider's profiles in the store, in file order. A profile that
   * `auth.profiles` gives to another provider is none of them; `rows` has it.
   */
  eligibility: Record<string, EligibilityReason>;
  runtime: RuntimeCredential;
};

/**
 * Evaluates one provider for one agent: `status` never shows this, although it is what a run does.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.
 */
export function evaluateProvider(provider: string, facts: RuntimeFacts): ProviderEvaluation {
  const { store, auth, nowMs } = facts;
  const { order, basis, rows } = resolveProfileOrder({ store, config: auth, provider, nowMs });
  const reasons = new Map(rows.map((row) => [row.profileId, row.eligibility]));
  const eligibility = storeProfileIds(store, provider).flatMap((id) => {
    const reason = reasons.get(id);
    return reason && reason !== "provider_mismatch" ? [[id, reason] as const] : [];
  });
  return {
    provider,
    order,
    basis,
    rows,
    eligibility: Object.fromEntries(eligibility),
    runtime: runtimeCredential(provider, order, facts),
  };
}
