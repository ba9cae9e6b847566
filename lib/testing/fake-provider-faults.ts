import type { ServerResponse } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

/** A way to answer that no honest server has. It goes on until the client leaves. */
export type Fault = (response: ServerResponse) => void;

const HUGE_BYTES = 1024 ** 3;
const BOMB_BYTES = 16 * 1024 ** 2;
const BLOCK = Buffer.alloc(64 * 1024, "x");

const OK = "HTTP/1.1 200 OK\r\n";

/** Takes the request and says nothing. */
export const hang: Fault = () => {};

export const slowHeaders: Fault = (response) => {
  raw(response, OK);
  every(response, 20, () => raw(response, "x-slow: 1\r\n"));
};

/** One byte, and after a while another. */
export const drip: Fault = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 10_000 });
  response.flushHeaders();
  every(response, 20, () => response.write("x"));
};

/** Events for ever, none of which is an answer. */
export const endlessStream: Fault = (response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  every(response, 5, () => response.write(": still there\n\n"));
};

/** Says "wait" without end. */
export const endlessContinue: Fault = (response) =>
  every(response, 1, () => raw(response, "HTTP/1.1 100 Continue\r\n\r\n"));

export const finBeforeHeaders: Fault = (response) => void response.socket?.end();

export const finInBody: Fault = (response) => {
  raw(response, `${OK}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"data":[`);
  response.socket?.end();
};

export const reset: Fault = (response) => void response.socket?.resetAndDestroy();

export const noHttp: Fault = (response) => {
  raw(response, "SSH-2.0-OpenSSH_9.9\r\n");
  response.socket?.end();
};

export const switchesProtocols: Fault = (response) =>
  raw(response, "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");

/** A gigabyte, sent as fast as it is read. */
export const hugeBody: Fault = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": HUGE_BYTES });
  const more = () => {
    while (!response.destroyed && response.write(BLOCK));
    response.once("drain", more);
  };
  more();
};

export const gzipBomb: Fault = (response) => bomb(response, "gzip", gzipSync);
export const deflateBomb: Fault = (response) => bomb(response, "deflate", deflateSync);
export const brotliBomb: Fault = (response) => bomb(response, "br", brotliCompressSync);

export const manyHeaders: Fault = (response) => {
  const header = "x-a: 1\r\n";
  raw(response, `${OK}${header.repeat(200_000)}content-length: 2\r\n\r\n{}`);
};

export const hugeHeader: Fault = (response) => {
  raw(response, `${OK}x-huge: ${"x".repeat(1024 ** 2)}\r\ncontent-length: 2\r\n\r\n{}`);
};

const bombs = new Map<string, Buffer>();

/** Making one takes longer than all the rest of a test. */
function bomb(response: ServerResponse, encoding: string, compress: (bytes: Buffer) => Buffer): void {
  const body = bombs.get(encoding) ?? compress(Buffer.alloc(BOMB_BYTES));
  bombs.set(encoding, body);
  response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding });
  response.end(body);
}

function raw(response: ServerResponse, text: string): void {
  response.socket?.write(text);
}

function every(response: ServerResponse, milliseconds: number, step: () => void): void {
  const timer = setInterval(step, milliseconds);
  response.once("close", () => clearInterval(timer));
}
