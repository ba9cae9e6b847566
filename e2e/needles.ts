/** Fewer bytes than this would be found by chance. */
const SHORTEST = 8;

type Needle<T> = { bytes: Buffer; of: T };

/** Looks for many byte strings in one pass, so that a long text costs the same for one secret as for fifty. */
export class Needles<T> {
  /** By the first four bytes; `#starts` says cheaply, by the first two, that there is none. */
  readonly #byStart = new Map<number, Needle<T>[]>();
  readonly #starts = new Uint8Array(65_536);

  add(bytes: Buffer, of: T): void {
    if (bytes.length < SHORTEST) throw new Error(`A search for ${bytes.length} bytes finds anything.`);
    const start = bytes.readUInt32BE(0);
    this.#starts[start >>> 16] = 1;
    this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), { bytes, of }]);
  }

  /** Everything that stands in the bytes, each once. */
  foundIn(bytes: Buffer): Set<T> {
    const found = new Set<T>();
    const end = bytes.length - SHORTEST;
    for (let at = 0; at <= end; at += 1) {
      if (this.#starts[bytes.readUInt16BE(at)] === 0) continue;
      for (const needle of this.#byStart.get(bytes.readUInt32BE(at)) ?? []) {
        const stop = at + needle.bytes.length;
        if (stop <= bytes.length && bytes.compare(needle.bytes, 0, needle.bytes.length, at, stop) === 0)
          found.add(needle.of);
      }
    }
    return found;
  }
}
