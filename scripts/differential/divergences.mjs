/**
 * The differences that are meant, by their ids in docs/openclaw-divergences.md, where the reasons are.
 *
 * `explains` says whether one difference of a case is this divergence; without it the two programs' documents and
 * exit statuses do not show the divergence.
 */
export const DIVERGENCES = [];

/** The id of the divergence that explains a difference, or null. */
export function explanationOf(difference, observed) {
  return DIVERGENCES.find(({ explains }) => explains?.(difference, observed))?.id ?? null;
}
