/** What one data key may seal with random nonces, by NIST SP 800-38D, 8.3. The database refuses more. */
export const SEALS_MAX = 2 ** 32;

/** Half of it: time to make a new key, with room left to do so. */
const SEALS_WORN = SEALS_MAX / 2;

/** How worn a data key is after so many envelopes: `worn` from 2^31 on, `spent` from 2^32 on, when it seals no more. */
export function sealWear(seals: number): "fresh" | "worn" | "spent" {
  if (seals >= SEALS_MAX) return "spent";
  return seals >= SEALS_WORN ? "worn" : "fresh";
}
