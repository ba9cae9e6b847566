/** What one round of the loop says. */
export type Said = {
  round: number;
  verified: boolean;
  /** Codes of the refusals before the publish that went through. */
  refusals: string[];
  alphaLost: string[];
  betaLost: string[];
  beta: { acknowledged: number; found: number; started: number };
};

const LETTERS = ["a", "b", "c", "d", "e", "f"];

/** Writes a number from 1 to 720 as an order of six profiles: each number is an order of its own. */
export function idsOf(number: number): string[] {
  const left = [...LETTERS];
  let rest = number - 1;
  return LETTERS.flatMap((_, at) => {
    const size = factorial(LETTERS.length - 1 - at);
    const [letter] = left.splice(Math.floor(rest / size), 1);
    rest %= size;
    return letter ? [`beta:${letter}`] : [];
  });
}

/** The number that an order was made from; 0 for any other list. */
export function numberOf(ids: string[]): number {
  const left = [...LETTERS];
  const parts = ids.map((id, at) => {
    const index = left.indexOf(id.replace("beta:", ""));
    left.splice(index, 1);
    return index * factorial(LETTERS.length - 1 - at);
  });
  const number = 1 + parts.reduce((sum, part) => sum + part, 0);
  return idsOf(number).join() === ids.join() ? number : 0;
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1);
}
