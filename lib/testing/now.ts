/** The instant at which tests stand still, in Unix milliseconds. */
export const NOW_MS = Date.UTC(2026, 10, 22);
