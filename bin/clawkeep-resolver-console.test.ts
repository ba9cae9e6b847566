import { createServer as createTcpServer } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  fakeConsole,
  httpConsole,
  installResolver,
  listening,
  RESOLVER_TOKEN,
  requestFor,
  resolveCodes,
  resolveIds,
  runResolver,
  SECRET,
} from "../lib/testing/installed-resolver.ts";
import { temporaryFolder } from "../lib/testing/temporary-folder.ts";

const ANSWER = JSON.stringify({ protocolVersion: 1, values: { a: SECRET } });
const LOOPBACK = { port: 0, host: "127.0.0.1" };

/** A peer that answers with these bytes, whatever HTTP says, and closes unless told not to. */
async function rawConsole(reply: string | Buffer, { close = true } = {}) {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => (close ? socket.end(reply) : socket.write(reply)));
  });
  return install((await listening(server, LOOPBACK)).url);
}

function install(url: string): string {
  return installResolver({ url, token: RESOLVER_TOKEN }).command;
}

const reply = (head: string, body = ANSWER) => `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
const LENGTH = `Content-Length: ${ANSWER.length}`;
const CHUNKED = "Transfer-Encoding: chunked";
const END = "0\r\n\r\n";
const chunk = (text: string, extension = "") => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;

describe("a console that refuses", () => {
  test.each([
    { status: 400, code: "CONSOLE_REFUSED" },
    { status: 401, code: "TOKEN_REVOKED" },
    { status: 403, code: "TOKEN_REVOKED" },
    { status: 404, code: "CONSOLE_REFUSED" },
    { status: 423, code: "VAULT_SEALED" },
    { status: 429, code: "RATE_LIMITED" },
    { status: 500, code: "CONSOLE_FAILED" },
    { status: 503, code: "CONSOLE_FAILED" },
  ])("with $status makes $code of every id, with a sentence and exit 0", async ({ status, code }) => {
    const console = await httpConsole((_request, response) => response.writeHead(status).end(ANSWER));
    const { values, errors } = await resolveIds(install(console.url), ["a", "b"]);
    expect(values).toEqual({});
    expect(Object.keys(errors ?? {})).toEqual(["a", "b"]);
    expect(errors?.a).toEqual(errors?.b);
    expect(errors?.a?.code).toBe(code);
    expect(errors?.a?.message).toMatch(/^[A-Za-z ,;:'().]+$/);
  });

  test.each([301, 302, 307, 308])("with %d is not followed to where it points", async (status) => {
    const other = await fakeConsole(() => ({ protocolVersion: 1, values: { a: SECRET } }));
    const console = await httpConsole((_request, response) => {
      response.writeHead(status, { location: `${other.url}/api/resolver` }).end();
    });
    expect(await resolveCodes(install(console.url), ["a"])).toEqual(["CONSOLE_REFUSED"]);
    expect(other.requests).toEqual([]);
  });
});

describe("a console that is not there", () => {
  test("on its port is CONSOLE_UNREACHABLE", async () => {
    expect(await resolveCodes(install("http://127.0.0.1:1"), ["a", "b"])).toEqual([
      "CONSOLE_UNREACHABLE",
      "CONSOLE_UNREACHABLE",
    ]);
  });

  test("on its socket is CONSOLE_UNREACHABLE", async () => {
    const socketPath = path.join(temporaryFolder(), "none.sock");
    const { command } = installResolver({ socketPath, token: RESOLVER_TOKEN });
    expect(await resolveCodes(command, ["a"])).toEqual(["CONSOLE_UNREACHABLE"]);
  });

  test("after accepting the connection is CONSOLE_FAILED", async () => {
    expect(await resolveCodes(await rawConsole(""), ["a"])).toEqual(["CONSOLE_FAILED"]);
  });

  test("in time is CONSOLE_TIMEOUT before OpenClaw's 15 seconds are over", async () => {
    const command = await rawConsole(reply("Content-Length: 9000"), { close: false });
    const { code, stdout, ms } = await runResolver(command, requestFor(["a"]));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).errors.a.code).toBe("CONSOLE_TIMEOUT");
    expect(ms).toBeLessThan(12_000);
  });
});

describe("a reply", () => {
  test.each([
    { name: "with its length", bytes: reply(`content-length:${ANSWER.length} `) },
    { name: "in one chunk", bytes: reply(CHUNKED, chunk(ANSWER) + END) },
    {
      name: "in several chunks with extensions and trailers",
      bytes: reply(
        "X: y\r\nTRANSFER-ENCODING:\tChunked",
        `${chunk(ANSWER.slice(0, 9), ";x=y")}${chunk(ANSWER.slice(9))}0\r\nT: 1\r\n\r\n`,
      ),
    },
    { name: "that ends with the connection", bytes: reply("X: y") },
    { name: "of HTTP/1.0", bytes: `HTTP/1.0 200 OK\r\n\r\n${ANSWER}` },
    { name: "without a reason", bytes: `HTTP/1.1 200\r\nX: y\r\n\r\n${ANSWER}` },
  ])("$name is read", async ({ bytes }) => {
    expect(await resolveIds(await rawConsole(bytes), ["a"])).toEqual(JSON.parse(ANSWER));
  });

  test("that Node's own server streams is read", async () => {
    const console = await httpConsole((_request, response) => {
      response.write(ANSWER.slice(0, 20));
      setTimeout(() => response.end(ANSWER.slice(20)), 20);
    });
    expect(await resolveIds(install(console.url), ["a"])).toEqual(JSON.parse(ANSWER));
  });

  test.each([
    { name: "no HTTP", bytes: "SSH-2.0-OpenSSH_9.2\r\n" },
    { name: "a status that is no number", bytes: `HTTP/1.1 2000 OK\r\nX: y\r\n\r\n${ANSWER}` },
    { name: "HTTP/2 in HTTP/1 clothes", bytes: `HTTP/2 200 OK\r\n\r\n${ANSWER}` },
    { name: "shorter than its length", bytes: reply(`Content-Length: ${ANSWER.length + 1}`) },
    { name: "longer than its length", bytes: reply(`Content-Length: ${ANSWER.length - 1}`) },
    { name: "of a negative length", bytes: reply("Content-Length: -1") },
    { name: "of two lengths", bytes: reply(`${LENGTH}\r\n${LENGTH}`) },
    { name: "framed as chunked and by length", bytes: reply(`${CHUNKED}\r\n${LENGTH}`, chunk(ANSWER) + END) },
    { name: "framed by length and as chunked", bytes: reply(`${LENGTH}\r\n${CHUNKED}`) },
    { name: "compressed", bytes: reply("Transfer-Encoding: gzip, chunked", chunk(ANSWER) + END) },
    { name: "without its last chunk", bytes: reply(CHUNKED, chunk(ANSWER)) },
    { name: "with a chunk cut short", bytes: reply(CHUNKED, `fff\r\n${ANSWER}`) },
    {
      name: "with a chunk of no size",
      bytes: reply(CHUNKED, `-1\r\n${ANSWER}\r\n${END}`),
    },
    { name: "with a huge head", bytes: reply(`X: ${"y".repeat(17_000)}`) },
    { name: "of 5 MiB", bytes: reply("X: y", ANSWER + " ".repeat(5 * 1024 * 1024)) },
    { name: "of no JSON", bytes: reply("X: y", `<html>${SECRET}</html>`) },
    { name: "of no UTF-8", bytes: Buffer.from(reply("X: y", ANSWER.replace("sk-", "\u00ff")), "latin1") },
    { name: "of an array", bytes: reply("X: y", `["${SECRET}"]`) },
    { name: "of protocol version 2", bytes: reply("X: y", ANSWER.replace("1", "2")) },
    { name: "without values", bytes: reply("X: y", '{"protocolVersion":1}') },
    { name: "with values in a list", bytes: reply("X: y", `{"protocolVersion":1,"values":["${SECRET}"]}`) },
  ])("($name) is CONSOLE_BAD_ANSWER", async ({ bytes }) => {
    expect(await resolveCodes(await rawConsole(bytes), ["a"])).toEqual(["CONSOLE_BAD_ANSWER"]);
  });
});
