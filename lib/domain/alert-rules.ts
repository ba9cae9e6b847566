import { EXPIRY_STEPS_DAYS } from "#lib/domain/alert-condition.ts";

/** What is worth telling, for all channels. */
export type AlertRuleSet = {
  /** Days before an end at which people are told. */
  expirySteps: readonly number[];
  /** So many failed probes in a row are an alert. */
  probeFailures: number;
  /** Hours from the last word about a trouble to the next reminder; null for none. */
  reminderHours: number | null;
  /** How long the delivery log is kept, in days. */
  retentionDays: number;
};

/** What holds until someone says otherwise. */
export const DEFAULT_ALERT_RULES: AlertRuleSet = {
  expirySteps: EXPIRY_STEPS_DAYS,
  probeFailures: 3,
  reminderHours: 168,
  retentionDays: 90,
};
