import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createConsoleServer, createSocketServer, drain, listenOn } from "#cli/server/http-server.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const HOST = "console.example.test";
const origins = new Set([`https://${HOST}`]);

/** A page that says who the server thinks is calling. */
const page: RequestListener = (request, response) => {
  const peer = request.headers["x-clawkeep-peer"];
  request.resume().on("end", () => response.end(`page ${request.url} for ${peer}`));
};

const PLAIN = { handler: page, origins, isReachedByHttps: false, credentials: null, proxy: null };

type Answer = { status: number; text: string; headers: Record<string, unknown> };

function call(
  where: object,
  method: string,
  target: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...where, method, path: target, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    sent.on("error", reject).end();
  });
}

function stopAfterwards(server: Server): Server {
  afterThisTest(() => server.close());
  return server;
}

async function consoleServer(): Promise<{ host: string; port: number }> {
  const server = stopAfterwards(createConsoleServer({ ...PLAIN, explain: ({ key }) => `sentence ${key}` }));
  await listenOn(server, { port: 0, host: "127.0.0.1" });
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

const upgraded = (where: object) =>
  call(where, "GET", "/", { host: HOST, connection: "Upgrade", upgrade: "websocket" });

/** What the framework and its proxies say to themselves, and anybody can write into a request. */
const CLAIMS = {
  "x-middleware-subrequest": "middleware:middleware:middleware",
  "x-forwarded-host": "evil.example",
  "x-forwarded-for": "127.0.0.1",
};

/** A page that says which headers it was given. */
const repeat: RequestListener = ({ headers }, response) => response.end(Object.keys(headers).join(" "));

/** Which of the claims come through. */
async function claimed(server: Server): Promise<string[]> {
  await listenOn(stopAfterwards(server), { port: 0, host: "127.0.0.1" });
  const { port } = server.address() as AddressInfo;
  const { text } = await call({ host: "127.0.0.1", port }, "GET", "/", { host: HOST, ...CLAIMS });
  return Object.keys(CLAIMS).filter((name) => text.split(" ").includes(name));
}

/** What a request is answered that is under way while the server is stopped. */
async function answeredWhile(stop: (server: Server) => Promise<void>): Promise<string> {
  const handler: RequestListener = (incoming, response) => {
    setTimeout(() => page(incoming, response), 100);
  };
  const server = stopAfterwards(createConsoleServer({ ...PLAIN, handler, explain: ({ key }) => key }));
  await listenOn(server, { port: 0, host: "127.0.0.1" });
  const { port } = server.address() as AddressInfo;
  const arrived = once(server, "request");
  const answer = call({ host: "127.0.0.1", port }, "GET", "/", { host: HOST }).then(
    ({ text }) => text,
    ({ code }) => String(code),
  );
  await arrived;
  await stop(server);
  return answer;
}

describe("the console's server", () => {
  test("hands a page's request on with the address it really came from", async () => {
    const where = await consoleServer();
    const { status, text } = await call(where, "GET", "/", { host: HOST, "x-clawkeep-peer": "10.9.8.7" });
    expect({ status, text }).toEqual({ status: 200, text: "page / for 127.0.0.1" });
  });

  test("answers a refused request with a sentence, kept by no cache, and the page never sees it", async () => {
    const where = await consoleServer();
    const { status, text, headers } = await call(where, "POST", "/profiles", {
      host: HOST,
      "content-length": "0",
    });
    expect({ status, text }).toEqual({ status: 403, text: "sentence foreign_origin\n" });
    expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  });

  test.each([
    ["GET", "/profiles/%zz", 200, "page /profiles/%25zz for 127.0.0.1"],
    ["GET", "*", 400, "sentence no_path\n"],
    ["POST", "//", 403, "sentence foreign_origin\n"],
  ])("has an answer for %s %s", async (method, target, status, text) => {
    const where = await consoleServer();
    expect(await call(where, method, target, { host: HOST })).toMatchObject({ status, text });
  });

  test("lets no connection be upgraded", { tags: ["W15"] }, async () => {
    await expect(upgraded(await consoleServer())).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("hands a page what only the framework itself may say", { tags: ["W15"] }, async () => {
    expect(
      await claimed(createConsoleServer({ ...PLAIN, handler: repeat, explain: ({ key }) => key })),
    ).toEqual([]);
  });

  test("a bare server answers whoever wants to be upgraded, and hands every claim on", {
    tags: ["W15-twin"],
  }, async () => {
    const server = stopAfterwards(createServer(page));
    await listenOn(server, { port: 0, host: "127.0.0.1" });
    const { port } = server.address() as AddressInfo;
    expect(await upgraded({ host: "127.0.0.1", port })).toMatchObject({ status: 200 });
    expect(await claimed(createServer(repeat))).toEqual(Object.keys(CLAIMS));
  });

  test("says that its port is taken", { tags: ["F12"] }, async () => {
    const { host, port } = await consoleServer();
    const second = createConsoleServer({ ...PLAIN, explain: ({ key }) => key });
    await expect(listenOn(second, { host, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("stops when it is asked to", { tags: ["F12"] }, async () => {
    const server = createConsoleServer({ ...PLAIN, explain: ({ key }) => key });
    await listenOn(server, { port: 0, host: "127.0.0.1" });
    await drain(server);
    expect(server.listening).toBe(false);
  });

  test("answers what is under way before it stops", { tags: ["F12"] }, async () => {
    expect(await answeredWhile(drain)).toBe("page / for 127.0.0.1");
  });

  test("leaves what is under way without an answer when it stops at once", {
    tags: ["F12-twin"],
  }, async () => {
    const cut = async (server: Server) => void server.close().closeAllConnections();
    expect(await answeredWhile(cut)).toBe("ECONNRESET");
  });
});

describe("the resolver's socket", () => {
  const refusal = "resolver only";

  async function socketServer(socketPath: string): Promise<void> {
    await listenOn(stopAfterwards(createSocketServer(page, HOST, refusal)), { path: socketPath });
  }

  test("answers POST /api/resolver and nothing else", async () => {
    const socketPath = path.join(temporaryFolder(), "resolver.sock");
    await socketServer(socketPath);
    expect(await call({ socketPath }, "POST", "/api/resolver")).toMatchObject({
      status: 200,
      text: "page /api/resolver for unix",
    });
    for (const [method, target] of [
      ["GET", "/api/resolver"],
      ["POST", "/profiles"],
      ["POST", "/api/resolver/x"],
    ] as const) {
      expect(await call({ socketPath }, method, target)).toMatchObject({ status: 403, text: `${refusal}\n` });
    }
  });

  test("is for its owner and group", async () => {
    const socketPath = path.join(temporaryFolder(), "resolver.sock");
    await socketServer(socketPath);
    expect(statSync(socketPath).mode & 0o777).toBe(0o660);
  });

  test("takes the place of one that a killed server left, but of no other file", async () => {
    const folder = temporaryFolder();
    const left = path.join(folder, "left.sock");
    await socketServer(left);
    await socketServer(left);
    expect((await call({ socketPath: left }, "POST", "/api/resolver")).status).toBe(200);

    const file = path.join(folder, "notes.txt");
    writeFileSync(file, "mine");
    await expect(socketServer(file)).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(existsSync(file) && readFileSync(file, "utf8")).toBe("mine");
  });
});

describe("a body that is refused", () => {
  function post(
    where: { host: string; port: number },
    bytes: number,
    connection = "keep-alive",
  ): Promise<string> {
    return new Promise((resolve) => {
      const length = { "content-length": String(bytes) };
      const headers = { host: HOST, origin: `https://${HOST}`, connection, ...length };
      const sent = request({ ...where, method: "POST", path: "/", headers }, (response) => {
        response.resume().once("end", () => resolve(String(response.statusCode)));
      });
      sent.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
      // In parts, as a proxy hands it on, so that the answer comes while it is still sent.
      const part = Buffer.alloc(64 * 1024, "a");
      let left = bytes;
      const more = () => {
        while (left > 0 && !sent.destroyed) {
          const size = Math.min(left, part.length);
          left -= size;
          if (!sent.write(part.subarray(0, size))) return void sent.once("drain", more);
        }
        sent.end();
      };
      more();
    });
  }

  test("is read all the same, so that whoever sends it sees the answer", { tags: ["I05"] }, async () => {
    const where = await consoleServer();
    for (const connection of ["keep-alive", "close"]) {
      expect(await post(where, 8 * 1024 * 1024, connection), connection).toBe("413");
    }
  });

  test("is not read for ever", { tags: ["I05"] }, async () => {
    expect(await post(await consoleServer(), 64 * 1024 * 1024)).toMatch(/^(413|ECONNRESET|EPIPE)$/);
  });

  test("is read to its end, and worked on, where nothing guards the pages", {
    tags: ["I05-twin"],
  }, async () => {
    const server = stopAfterwards(createServer(page));
    await listenOn(server, { port: 0, host: "127.0.0.1" });
    const { port } = server.address() as AddressInfo;
    expect(await post({ host: "127.0.0.1", port }, 64 * 1024 * 1024)).toBe("200");
  });
});
