/**
 * A seeded source of choices. The same seed gives the same choices on every machine and every release of Node.
 *
 * mulberry32: small, and good enough to pick test cases with.
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (min, max) => min + Math.floor(next() * (max - min + 1));
  const pick = (values) => values[integer(0, values.length - 1)];
  const chance = (probability) => next() < probability;

  return {
    /** A whole number, both ends included. */
    integer,
    pick,
    /** True with this probability, 0 to 1. */
    chance,
    /** One of `[weight, value]`, the heavier the likelier. */
    weighted(choices) {
      const total = choices.reduce((sum, [weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [weight, value] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      return choices[choices.length - 1][1];
    },
    /** Between `min` and `max` values, each made anew. */
    several: (min, max, make) => Array.from({ length: integer(min, max) }, () => make()),
    /** The values in another order. */
    shuffled(values) {
      const rest = [...values];
      return Array.from({ length: rest.length }, () => rest.splice(integer(0, rest.length - 1), 1)[0]);
    },
    /** `length` letters and digits. */
    letters: (length) => Array.from({ length }, () => pick("abcdefghijkmnpqrstuvwxyz23456789")).join(""),
  };
}

/** A seed for one of the cases that a seed stands for, so that a case can be made again without those before it. */
export function seedOf(seed, index) {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
}
