const MINUTE_MS = 60_000;

/**
 * A remaining time as OpenClaw writes it: minutes below an hour, hours below two days, else days, rounded; `0m`
 * when nothing is left and `1m` when there is less than a minute.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1.
 */
export function remainingTime(remainingMs: number): string {
  if (remainingMs <= 0) return "0m";
  const minutes = Math.max(1, Math.round(remainingMs / MINUTE_MS));
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.round(hours / 24)}d`;
}
