/**
 * The longest message that fits, cut between events and never inside one: `build` makes it of the first so many of
 * `total` events, and says how many it left out. Something fits always, because names have a longest length.
 */
export function fitEvents(
  total: number,
  build: (shown: number) => string,
  fits: (message: string) => boolean,
): string {
  const whole = build(total);
  if (fits(whole)) return whole;
  let [shown, tooMany] = [0, total];
  while (tooMany - shown > 1) {
    const middle = Math.floor((shown + tooMany) / 2);
    if (fits(build(middle))) shown = middle;
    else tooMany = middle;
  }
  return build(shown);
}

/** Bytes of a text as they are sent. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
