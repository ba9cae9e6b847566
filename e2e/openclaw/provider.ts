import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProbeDialect } from "#lib/domain/probe-rows.ts";

/** A model provider on loopback that answers every request with "OK" and keeps the keys it was sent. */
export type Provider = {
  url: string;
  /** The keys since the last call, oldest first: of `Authorization: Bearer` or of `x-api-key`. */
  keys(): string[];
  close(): Promise<void>;
};

export async function startProvider(): Promise<Provider> {
  let keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(keyOf(request));
    request.resume().on("end", () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    keys: () => {
      const sent = keys;
      keys = [];
      return sent;
    },
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

function keyOf({ headers }: IncomingMessage): string {
  const { authorization, "x-api-key": key } = headers;
  return authorization?.replace(/^Bearer /, "") ?? String(key);
}

/** Streams in the dialect that the path stands for: Anthropic's messages, or OpenAI's completions. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(request.url?.includes("/messages") ? STREAMS.anthropic : STREAMS.openai);
}

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const CHUNK = { id: "c1", object: "chat.completion.chunk", created: 1, model: "fake-1" };
const COMPLETION_EVENTS = [
  { ...CHUNK, choices: [{ index: 0, delta: { role: "assistant", content: "OK" }, finish_reason: null }] },
  { ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: USAGE },
]
  .map((data) => `data: ${JSON.stringify(data)}\n\n`)
  .concat("data: [DONE]\n\n")
  .join("");

const MESSAGE = {
  id: "m1",
  type: "message",
  role: "assistant",
  model: "fake-2",
  content: [],
  stop_reason: null,
};
const MESSAGE_EVENTS = [
  { type: "message_start", message: { ...MESSAGE, usage: { input_tokens: 1, output_tokens: 1 } } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "OK" } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } },
  { type: "message_stop" },
]
  .map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
  .join("");

const GENERATED = {
  candidates: [{ content: { role: "model", parts: [{ text: "OK" }] }, finishReason: "STOP", index: 0 }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
};

/** The events of an answer that is just "OK", as each dialect streams them. */
export const STREAMS: Record<ProbeDialect, string> = {
  anthropic: MESSAGE_EVENTS,
  openai: COMPLETION_EVENTS,
  google: `data: ${JSON.stringify(GENERATED)}\n\n`,
};
