import type { Reader } from "#db/client.ts";
import { findProbePolicy } from "#db/repositories/probe-policies.ts";
import { paidSince } from "#db/repositories/probes.ts";
import { NO_PAID_PROBES, PAID_PROBE_CENTS_MAX, type PaidProbes } from "#lib/domain/probe-ladder.ts";

const MICROCENTS = 1_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a paid request is counted as: the most it can cost, in millionths of a US cent. */
export const PAID_PROBE_MICROCENTS = PAID_PROBE_CENTS_MAX * MICROCENTS;

/** What the probes of one sweep may spend, so that many at once never spend more than the day's budget. */
export class ProbeBudget {
  /** Paid requests that probes under way may make and that are not in the database yet, by provider. */
  readonly #reserved = new Map<string, number>();
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** What the provider's policy leaves for today, counted from midnight UTC, without what is reserved. */
  left(provider: string, nowMs: number): PaidProbes {
    const policy = findProbePolicy(this.#reader, provider);
    if (!policy || policy.paidRequestsPerDay === 0) return NO_PAID_PROBES;
    const spent = paidSince(this.#reader, provider, nowMs - (nowMs % DAY_MS));
    const reserved = this.#reserved.get(provider) ?? 0;
    return {
      isAllowed: true,
      requestsLeft: Math.max(0, policy.paidRequestsPerDay - spent.requests - reserved),
      centsLeft: policy.paidCentsPerDay - spent.microcents / MICROCENTS - reserved * PAID_PROBE_CENTS_MAX,
    };
  }

  reserve(provider: string): void {
    this.#reserved.set(provider, (this.#reserved.get(provider) ?? 0) + 1);
  }

  release(provider: string): void {
    this.#reserved.set(provider, (this.#reserved.get(provider) ?? 1) - 1);
  }
}
