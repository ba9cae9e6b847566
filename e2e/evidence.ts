import { type Secrets, type Trace, tracesIn } from "./plaintext.ts";

/** A place where a secret may stand, and why. */
export type Expected = { secret: string; where: string | RegExp; why: string };

/** Everything that was written and sent in a run, to be searched when all of its secrets are known. */
export class Evidence {
  readonly #pieces: { where: string; content: string | Buffer }[] = [];

  add(where: string, content: string | Buffer): void {
    this.#pieces.push({ where, content });
  }

  /** Where each piece came from, to tell whether there was anything to search. */
  get places(): string[] {
    return this.#pieces.map(({ where }) => where);
  }

  tracesOf(secrets: Secrets): Trace[] {
    return this.#pieces.flatMap(({ where, content }) => tracesIn(content, secrets, where));
  }
}

/**
 * Splits traces by a list of expected ones: `leaks` are in no entry, and the entries in `unmet` explain nothing
 * that was found, so they hide nothing either and have to go.
 */
export function judge(
  traces: readonly Trace[],
  expected: readonly Expected[],
): { leaks: string[]; unmet: string[] } {
  const explains = (one: Expected, { secret, where }: Trace) =>
    one.secret === secret && (typeof one.where === "string" ? one.where === where : one.where.test(where));
  const leaks = traces.filter((trace) => !expected.some((one) => explains(one, trace)));
  const unmet = expected.filter((one) => !traces.some((trace) => explains(one, trace)));
  return {
    leaks: [...new Set(leaks.map(({ where, secret, spelling }) => `${where}: ${secret} (${spelling})`))],
    unmet: unmet.map(({ secret, where }) => `${secret} in ${where}`),
  };
}
