/**
 * A rule's "no". The sentence a person reads is `errors.<code>` in the catalogs, filled with `params`,
 * which are safe to show: never a secret and never an excerpt of one.
 */
export type Refused<Code extends string> = {
  ok: false;
  code: Code;
  params: Readonly<Record<string, string | number>>;
};

export function refused<const Code extends string>(
  code: Code,
  params: Readonly<Record<string, string | number>> = {},
): Refused<Code> {
  return { ok: false, code, params };
}
