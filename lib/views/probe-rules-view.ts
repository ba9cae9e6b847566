import { listGateways } from "#db/repositories/gateways.ts";
import {
  listProbeAllowances,
  listProbePolicies,
  type ProbeAllowanceRow,
  type ProbePolicyRow,
} from "#db/repositories/probe-policies.ts";
import { listProbedProviders, paidSince } from "#db/repositories/probes.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MICROCENTS = 1_000_000;

export type ProbePolicyItem = Pick<
  ProbePolicyRow,
  "provider" | "paidRequestsPerDay" | "paidCentsPerDay" | "intervalMinutes"
> & {
  /** Someone set it; else it is what holds without a word: free requests, when a person asks. */
  isSet: boolean;
  /** Since midnight UTC, at most. */
  spentRequests: number;
  spentCents: number;
};

export type ProbeRulesView = {
  asOfMs: number;
  policies: ProbePolicyItem[];
  allowances: ProbeAllowanceRow[];
};

/** What probes may do for each provider that the console holds or has probed credentials of, or that someone said something about. */
export function probeRulesView(ctx: ViewContext): ProbeRulesView {
  const { reader } = ctx.db;
  const set = new Map(listProbePolicies(reader).map((row) => [row.provider, row] as const));
  const held = listGateways(reader).flatMap(({ id }) => listProfiles(reader, id));
  const providers = [
    ...set.keys(),
    ...held.map(({ provider }) => normalizeProvider(provider)),
    ...listProbedProviders(reader),
  ];
  return {
    asOfMs: ctx.nowMs,
    policies: [...new Set(providers)].sort().map((provider) => policyItem(ctx, provider, set.get(provider))),
    allowances: listProbeAllowances(reader),
  };
}

/** What holds for one provider now. */
export function probePolicyView(ctx: ViewContext, provider: string): ProbePolicyItem {
  const row = listProbePolicies(ctx.db.reader).find((policy) => policy.provider === provider);
  return policyItem(ctx, provider, row);
}

function policyItem(ctx: ViewContext, provider: string, row: ProbePolicyRow | undefined): ProbePolicyItem {
  const { requests, microcents } = paidSince(ctx.db.reader, provider, ctx.nowMs - (ctx.nowMs % DAY_MS));
  return {
    provider,
    paidRequestsPerDay: row?.paidRequestsPerDay ?? 0,
    paidCentsPerDay: row?.paidCentsPerDay ?? 0,
    intervalMinutes: row?.intervalMinutes ?? null,
    isSet: row !== undefined,
    spentRequests: requests,
    spentCents: microcents / MICROCENTS,
  };
}
