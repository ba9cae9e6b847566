import { ReadableStream as NodeStream } from "node:stream/web";

/**
 * Chunks as the age format takes them: each is asked for when it is needed. Node's own adapter pushes them, and throws
 * where nobody can catch it when the file is closed early, as it is when a damaged backup is refused.
 */
export function webStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return NodeStream.from(chunks) as unknown as ReadableStream<Uint8Array>;
}
