import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** Longest answer we read, in bytes, both as sent and decoded. A list of models may be longer; its beginning is enough. */
export const ANSWER_BYTES_MAX = 64 * 1024;

export type AnswerBody = {
  text: string;
  /** There was more than is read, or it could not be decoded. */
  isCut: boolean;
  /** The connection ended before the answer did. */
  isBroken: boolean;
};

/**
 * Reads an answer up to the limit and no further: what inflates to gigabytes costs as much as what does not.
 * Bytes that are no UTF-8 become replacement characters.
 */
export async function readAnswer(response: IncomingMessage): Promise<AnswerBody> {
  const raw = new Limited(response);
  const stream = decoded(raw.chunks(), response.headers["content-encoding"]);
  if (stream === null) return { text: "", isCut: true, isBroken: false };
  const body = new Limited(stream);
  const chunks: Uint8Array[] = [];
  let isCut = false;
  try {
    for await (const chunk of body.chunks()) chunks.push(chunk);
  } catch {
    isCut = true;
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return { text, isCut: isCut || raw.isCut || body.isCut, isBroken: raw.isBroken };
}

/** The bytes of a stream up to the limit. Ends the stream when it gives more. */
class Limited {
  isCut = false;
  isBroken = false;
  readonly #source: AsyncIterable<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    let left = ANSWER_BYTES_MAX;
    try {
      for await (const chunk of this.#source) {
        if (chunk.length > left) {
          this.isCut = true;
          yield chunk.subarray(0, left);
          return;
        }
        left -= chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
  }
}

/** A broken end still gives what was decoded before it. Null for an encoding we cannot read. */
function decoded(
  source: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): AsyncIterable<Uint8Array> | null {
  const zlib = { finishFlush: constants.Z_SYNC_FLUSH };
  switch (encoding?.trim().toLowerCase() ?? "identity") {
    case "identity":
    case "":
      return source;
    case "gzip":
    case "x-gzip":
      return through(source, createGunzip(zlib));
    case "deflate":
      return through(source, createInflate(zlib));
    case "br":
      return through(source, createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }));
    default:
      return null;
  }
}

type Decoder = ReturnType<typeof createGunzip | typeof createBrotliDecompress>;

function through(source: AsyncIterable<Uint8Array>, decoder: Decoder): Decoder {
  const input = Readable.from(source);
  input.once("error", (error) => decoder.destroy(error));
  decoder.once("close", () => input.destroy());
  input.pipe(decoder);
  return decoder;
}
