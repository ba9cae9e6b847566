import type { Writable } from "node:stream";

/** One line that is written over and over; silent where nobody would see it change. */
export function progressLine(
  stream: Writable & { isTTY?: boolean },
  textOf: (done: number, total: number) => string,
): { show(done: number, total: number): void; clear(): void } {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (done, total) => stream.write(`\r\u001b[K${textOf(done, total)}`),
    clear: () => stream.write("\r\u001b[K"),
  };
}
