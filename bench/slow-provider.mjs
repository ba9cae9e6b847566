import { createServer } from "node:http";

/**
 * A provider in a process of its own that takes its time: each request is answered after the milliseconds that are the
 * first argument, one below `/hang/` never. `GET /figures` says what came since it was asked last.
 */

const delayMs = Number(process.argv[2]);
const LIST = JSON.stringify({ object: "list", data: [{ id: "m", object: "model" }] });
const COMPLETION = JSON.stringify({
  id: "c",
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "OK" }, finish_reason: "length" }],
});
/** The same as a stream, which OpenClaw asks for. */
const STREAM = ["OK", null]
  .map((content) => {
    const delta = content === null ? {} : { role: "assistant", content };
    const finish = content === null ? "stop" : null;
    const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "m" };
    return `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  })
  .concat("data: [DONE]\n\n")
  .join("");
const fresh = () => ({
  firstMs: null,
  lastMs: {},
  inFlight: 0,
  inFlightMax: 0,
  requests: 0,
  bodyBytesMax: 0,
});
let figures = fresh();

const server = createServer((request, response) => {
  if (request.url === "/figures") {
    response.end(JSON.stringify(figures));
    figures = fresh();
    return;
  }
  const provider = request.url.split("/")[1];
  const isStranger = request.headers.authorization === undefined;
  let bytes = 0;
  let wantsStream = false;
  request.on("data", (chunk) => {
    bytes += chunk.length;
    wantsStream ||= chunk.includes('"stream":true');
  });
  if (!isStranger) {
    figures.firstMs ??= performance.now();
    figures.requests += 1;
    figures.inFlight += 1;
    figures.inFlightMax = Math.max(figures.inFlightMax, figures.inFlight);
  }
  let isOver = false;
  const over = () => {
    if (!isStranger && !isOver) figures.inFlight -= 1;
    isOver = true;
  };
  response.on("close", over);
  if (provider === "hang" && !isStranger) return;
  setTimeout(() => {
    figures.bodyBytesMax = Math.max(figures.bodyBytesMax, bytes);
    const type = wantsStream ? "text/event-stream" : "application/json";
    response.writeHead(isStranger ? 401 : 200, { "content-type": type });
    const completion = wantsStream ? STREAM : COMPLETION;
    response.end(isStranger ? "{}" : request.method === "POST" ? completion : LIST, () => {
      if (isStranger) return;
      figures.lastMs[provider] = performance.now();
      over();
    });
  }, delayMs);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
