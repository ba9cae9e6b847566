import { execFile } from "node:child_process";
import { Agent, get } from "node:http";
import { promisify } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import {
  guardedRequest,
  type OutboundOptions,
  type OutboundRequest,
} from "#lib/providers/guarded-request.ts";
import * as faults from "#lib/testing/fake-provider-faults.ts";
import {
  type FakeAnswer,
  type FakeProvider,
  startFakeProvider,
  startSilentServer,
} from "#lib/testing/fake-provider-server.ts";
import { buildProgram } from "#lib/testing/processes.ts";

const KEY = `sk-ant-api03-${"CANARY-".repeat(8)}`;
/** Long enough for a busy machine, and short for a server that never answers. */
const PATIENT_MS = 8000;
const DEADLINE_MS = 200;
const ok: FakeAnswer = { status: 200, body: '{"data":[]}' };

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function provider(...args: Parameters<typeof startFakeProvider>): Promise<FakeProvider> {
  const server = await startFakeProvider(...args);
  running.push(server);
  return server;
}

function asking(url: string, more: Partial<OutboundRequest> = {}): OutboundRequest {
  const credential = { header: "x-api-key", prefix: "", secret: new SecretText(KEY) };
  return { method: "GET", url, headers: {}, credential, body: null, ...more };
}

function ask(server: FakeProvider, more: Partial<OutboundRequest> = {}, options: OutboundOptions = {}) {
  return guardedRequest(asking(`${server.origin}/v1/models`, more), {
    allowances: [server.allowance],
    deadlineMs: PATIENT_MS,
    ...options,
  });
}

test("an answer comes back with its status, and with the two headers that matter", async () => {
  const headers = { "retry-after": "30", "content-type": "application/json", "x-other": "no" };
  const server = await provider(() => ({ status: 429, headers, body: '{"error":1}' }));
  expect(await ask(server)).toEqual({
    outcome: "answered",
    status: 429,
    retryAfter: "30",
    contentType: "application/json",
    text: '{"error":1}',
    isCut: false,
    latencyMs: expect.any(Number),
  });
});

test("the request is what was asked for, with the credential in its header and nothing of Node's own", async () => {
  const server = await provider(() => ok);
  await ask(server, { method: "POST", body: '{"é":1}', headers: { "content-type": "application/json" } });
  expect(server.requests).toEqual([
    {
      method: "POST",
      path: "/v1/models",
      body: '{"é":1}',
      connection: 1,
      headers: {
        host: server.origin.replace("http://", ""),
        "accept-encoding": "identity",
        "user-agent": "clawkeep",
        connection: "close",
        "content-type": "application/json",
        "content-length": "8",
        "x-api-key": KEY,
      },
    },
  ]);
});

describe("a server that", () => {
  test.each([
    ["hangs", faults.hang],
    ["sends headers for ever", faults.slowHeaders],
    ["drips", faults.drip],
    ["streams for ever", faults.endlessStream],
    ["says wait for ever", faults.endlessContinue],
  ])("%s is left at the deadline, and its socket closed", async (_name, fault) => {
    const server = await provider(() => fault);
    const startedAt = performance.now();
    expect(await ask(server, {}, { deadlineMs: DEADLINE_MS })).toMatchObject({ outcome: "timeout" });
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS * 0.9);
    expect(tookMs).toBeLessThan(DEADLINE_MS + 1000);
    await expect.poll(server.openConnections).toBe(0);
  });

  test("hangs would have kept a client without a deadline of its own", async () => {
    const server = await provider(() => faults.hang);
    const leaving = new AbortController();
    const answer = fetch(server.origin, { signal: leaving.signal }).catch(() => "left");
    const waited = new Promise((resolve) => setTimeout(resolve, DEADLINE_MS * 2, "still waiting"));
    expect(await Promise.race([answer, waited])).toBe("still waiting");
    leaving.abort();
    await answer;
  });

  test("never answers a handshake is left at the deadline", async () => {
    const server = await startSilentServer();
    running.push(server);
    const { host, port } = server.allowance;
    const options = { allowances: [server.allowance], deadlineMs: DEADLINE_MS };
    expect(await guardedRequest(asking(`https://${host}:${port}/`), options)).toMatchObject({
      outcome: "timeout",
    });
  });

  test("has a name that nobody answers for is left at the deadline", async () => {
    const resolve = () => new Promise<never>(() => {});
    const answer = guardedRequest(asking("https://slow.test/"), { resolve, deadlineMs: 50 });
    expect(await answer).toMatchObject({ outcome: "timeout" });
  });

  test.each([
    ["ends before its headers", faults.finBeforeHeaders, { outcome: "protocol", problem: "closed" }],
    ["ends within its body", faults.finInBody, { outcome: "protocol", problem: "closed" }],
    ["resets", faults.reset, { outcome: "protocol", problem: "closed" }],
    ["speaks no HTTP", faults.noHttp, { outcome: "protocol", problem: "malformed" }],
    ["changes the protocol", faults.switchesProtocols, { outcome: "protocol", problem: "malformed" }],
    ["has many headers", faults.manyHeaders, { outcome: "too-large" }],
    ["has a huge header", faults.hugeHeader, { outcome: "too-large" }],
  ])("%s is said to", async (_name, fault, outcome) => {
    const server = await provider(() => fault);
    expect(await ask(server)).toMatchObject(outcome);
    await expect.poll(server.openConnections).toBe(0);
  });

  test("refuses and then ends within its body has refused all the same", async () => {
    const fault: faults.Fault = ({ socket }) =>
      void socket?.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 999\r\n\r\n{");
    const server = await provider(() => fault);
    expect(await ask(server)).toMatchObject({ outcome: "answered", status: 401, text: "{", isCut: true });
  });

  test("is not there is said to be", async () => {
    const server = await startFakeProvider(() => ok);
    await server.stop();
    expect(await ask(server)).toMatchObject({ outcome: "connect" });
  });

  test.each([
    ["has no address", async () => []],
    ["has a name that cannot be resolved", () => Promise.reject(new Error("ENOTFOUND"))],
  ])("%s is said to", async (_name, resolve) => {
    expect(await guardedRequest(asking("https://lost.test/"), { resolve })).toMatchObject({ outcome: "dns" });
  });
});

describe("of an answer that is too long", () => {
  const LIMIT = 64 * 1024;

  test.each([
    ["a gigabyte", faults.hugeBody],
    ["a gzip bomb", faults.gzipBomb],
    ["a deflate bomb", faults.deflateBomb],
    ["a brotli bomb", faults.brotliBomb],
  ])("%s, the beginning is read and no more is fetched", async (_name, fault) => {
    const server = await provider(() => fault);
    const answer = await ask(server);
    expect(answer).toMatchObject({ outcome: "answered", status: 200, isCut: true });
    expect(answer.outcome === "answered" && answer.text.length).toBe(LIMIT);
    await expect.poll(server.openConnections).toBe(0);
    expect(server.bytesWritten()).toBeLessThan(16 * 1024 ** 2);
  });

  test("none takes memory, which a client that reads everything does", async () => {
    const server = await provider(({ path }) => {
      if (path === "/small") return ok;
      return path === "/gzip" ? faults.gzipBomb : faults.brotliBomb;
    });
    const program = await buildProgram("outbound-memory.ts");
    const grown = async (client: string) => {
      const args = [program, client, server.origin, "/small", "/gzip", "/brotli"];
      return Number((await promisify(execFile)(process.execPath, args)).stdout);
    };
    expect(await grown("guarded")).toBeLessThan(8 * 1024 ** 2);
    expect(await grown("naive")).toBeGreaterThan(8 * 1024 ** 2);
  });

  test.each([LIMIT - 1, LIMIT])("%i bytes are read whole", async (length) => {
    const server = await provider(() => ({ status: 200, body: "x".repeat(length) }));
    expect(await ask(server)).toMatchObject({ text: "x".repeat(length), isCut: false });
  });

  test("one byte more is cut off", async () => {
    const server = await provider(() => ({ status: 200, body: "x".repeat(LIMIT + 1) }));
    expect(await ask(server)).toMatchObject({ text: "x".repeat(LIMIT), isCut: true });
  });
});

describe("an encoded answer", () => {
  test.each([
    ["an encoding we cannot read", { "content-encoding": "zstd" }, "\u0028\u00b5"],
    ["two encodings", { "content-encoding": "gzip, gzip" }, "x"],
    ["a lie about its encoding", { "content-encoding": "gzip" }, '{"data":[]}'],
  ])("in %s keeps its status and loses its text", async (_name, headers, body) => {
    const server = await provider(() => ({ status: 401, headers, body }));
    expect(await ask(server)).toMatchObject({ outcome: "answered", status: 401, text: "", isCut: true });
  });
});

describe("a redirect", () => {
  test.each([
    ["to the same origin", 302, (origin: string) => `${origin}/elsewhere`],
    ["to another origin", 307, () => "OTHER"],
    ["to plain HTTP", 301, () => "http://example.invalid/"],
    ["to the metadata address", 302, () => "http://169.254.169.254/latest/"],
    ["to itself", 302, (origin: string) => `${origin}/v1/models`],
    ["that keeps the method", 308, () => "OTHER"],
    ["without a place", 302, () => ""],
  ])("%s is reported and not followed", async (_name, status, place) => {
    const other = await provider(() => ok);
    const server: FakeProvider = await provider(() => {
      const location = place(server.origin).replace("OTHER", `${other.origin}/stolen`);
      const headers: Record<string, string> = location === "" ? {} : { location };
      return { status, headers, body: "" };
    });
    const answer = await ask(
      server,
      { method: "POST", body: "{}" },
      { allowances: [server.allowance, other.allowance] },
    );
    expect(answer).toEqual({ outcome: "redirect", status, latencyMs: expect.any(Number) });
    expect(server.requests).toHaveLength(1);
    expect(other.requests).toEqual([]);
  });

  test("a client that follows would have been caught: fetch hands the key to the other origin", async () => {
    const other = await provider(() => ok);
    const headers = { location: `${other.origin}/stolen` };
    const server = await provider(() => ({ status: 307, headers, body: "" }));
    await fetch(server.origin, { headers: { "x-api-key": KEY } });
    expect(other.requests[0]?.headers["x-api-key"]).toBe(KEY);
  });
});

describe("a credential that cannot be a header", () => {
  test.each([
    ["a line break", `${KEY}\r\nx-injected: 1`],
    ["a trailing line break", `${KEY}\n`],
    ["a NUL", `${KEY}\0`],
    ["a character outside ASCII", `${KEY}é`],
    ["a tab", `${KEY}\t`],
  ])("for %s is refused by the header's name, before a byte is sent", async (_name, text) => {
    const server = await provider(() => ok);
    const credential = { header: "x-api-key", prefix: "", secret: new SecretText(text) };
    const answer = await ask(server, { credential });
    expect(answer).toMatchObject({ outcome: "refused-header", header: "x-api-key" });
    expect(JSON.stringify(answer)).not.toContain("CANARY");
    expect(server.requests).toEqual([]);
  });

  test("a client that lets the platform check would have been caught: its error quotes the secret", {
    tags: ["C08-twin"],
  }, async () => {
    const error = await fetch("http://127.0.0.1:9/", { headers: { "x-api-key": `${KEY}\r\nx: 1` } }).catch(
      String,
    );
    expect(error).toContain("CANARY");
  });
});

describe("a caller's signal", () => {
  test("ends a request at once and closes its socket", async () => {
    const server = await provider(() => faults.hang);
    const cancelling = new AbortController();
    const answer = ask(server, {}, { signal: cancelling.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    cancelling.abort();
    expect(await answer).toMatchObject({ outcome: "aborted" });
    await expect.poll(server.openConnections).toBe(0);
  });

  test("that was given before keeps a request from beginning", async () => {
    const server = await provider(() => ok);
    expect(await ask(server, {}, { signal: AbortSignal.abort() })).toMatchObject({ outcome: "aborted" });
    expect(server.connections()).toBe(0);
  });
});

describe("a connection", () => {
  test("is used for one request alone", async () => {
    const server = await provider(() => ok);
    await ask(server);
    await ask(server, {
      credential: { header: "authorization", prefix: "Bearer ", secret: new SecretText("b") },
    });
    await Promise.all([ask(server), ask(server)]);
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(4);
    await expect.poll(server.openConnections).toBe(0);
  });

  test("a client that keeps connections would have been caught: two keys travel on one", async () => {
    const server = await provider(() => ok);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const naive = (key: string) =>
      new Promise((resolve) => {
        get(server.origin, { agent, headers: { "x-api-key": key } }, (response) => {
          response.resume().once("end", resolve);
        });
      });
    await Promise.all(["one", "two"].map(naive));
    agent.destroy();
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1]);
  });

  test("takes no proxy from the environment", async () => {
    const proxy = await provider(() => ok);
    const server = await provider(() => ok);
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
      vi.stubEnv(name, proxy.origin);
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    await ask(server);
    vi.unstubAllEnvs();
    expect([server.requests.length, proxy.connections()]).toEqual([1, 0]);
  });
});

test("what a request throws or returns never has the credential in it, whatever the server does with it", {
  tags: ["C08"],
}, async () => {
  const server = await provider(() => faults.reset);
  expect(JSON.stringify(await ask(server))).not.toContain("CANARY");
});
