import { createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import { isListening } from "#lib/openclaw/gateway-listening.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

async function listening(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  afterThisTest(() => server.close());
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
}

test.each(["127.0.0.1", "::1"])(
  "a gateway that listens on %s is there, and gets no byte from us",
  async (host) => {
    const { server, port } = await listening(host);
    const received: Buffer[] = [];
    server.on("connection", (socket) => {
      socket.on("error", () => {}).on("data", (chunk: Buffer) => received.push(chunk));
    });
    const name = host.includes(":") ? `[${host}]` : host;
    expect(await isListening(`ws://${name}:${port}/path`)).toBe(true);
    expect(received).toEqual([]);
  },
);

test("where nobody listens there is no gateway", async () => {
  const { server, port } = await listening("127.0.0.1");
  await new Promise((resolve) => server.close(resolve));
  expect(await isListening(`ws://127.0.0.1:${port}`)).toBe(false);
});

test.each(["", "nonsense", "ws://", "ws://name.invalid:1"])("%j is no address of a gateway", async (url) => {
  expect(await isListening(url)).toBe(false);
});
