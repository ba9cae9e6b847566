/**
 * What an API token may read.
 *
 * - `check:read`: whether credentials of a gateway are gone or ending, with their profile ids.
 * - `metrics:read`: counts and times over all of them, without any name of a profile.
 */
export const API_SCOPES = ["check:read", "metrics:read"] as const;

export type ApiScope = (typeof API_SCOPES)[number];

const DAY_MS = 24 * 60 * 60 * 1000;

/** The lifetimes that a form offers. */
export const TOKEN_LIFETIMES = ["7d", "30d", "90d", "180d", "365d"] as const;

/** The longest an API token lives. */
export const TOKEN_LIFETIME_MAX_MS = 365 * DAY_MS;
