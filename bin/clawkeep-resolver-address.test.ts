import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer as createTlsServer } from "node:https";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  fakeConsole,
  installResolver,
  listening,
  RESOLVER_TOKEN,
  type RecordedRequest,
  recording,
  resolveCodes,
  resolveIds,
  SECRET,
} from "../lib/testing/installed-resolver.ts";
import { temporaryFolder } from "../lib/testing/temporary-folder.ts";

const ANSWER = { protocolVersion: 1, values: { a: SECRET } };
const isRoot = process.getuid?.() === 0;
const hasOpenssl = existsSync("/usr/bin/openssl");

describe("resolver.json", () => {
  test.each([
    { name: "missing", code: "RESOLVER_CONFIG_MISSING", spoil: (file: string) => rmSync(file) },
    {
      name: "readable by its group",
      code: "RESOLVER_CONFIG_UNSAFE",
      spoil: (file: string) => chmodSync(file, 0o440),
    },
    {
      name: "readable by all",
      code: "RESOLVER_CONFIG_UNSAFE",
      spoil: (file: string) => chmodSync(file, 0o404),
    },
    {
      name: "writable by all",
      code: "RESOLVER_CONFIG_UNSAFE",
      spoil: (file: string) => chmodSync(file, 0o402),
    },
    { name: "a symlink", code: "RESOLVER_CONFIG_UNSAFE", spoil: makeSymlink },
    { name: "a directory", code: "RESOLVER_CONFIG_UNSAFE", spoil: makeDirectory },
    { name: "a named pipe", code: "RESOLVER_CONFIG_UNSAFE", spoil: makePipe },
    { name: "empty", code: "RESOLVER_CONFIG_INVALID", spoil: (file: string) => rewrite(file, "") },
    {
      name: "cut short",
      code: "RESOLVER_CONFIG_INVALID",
      spoil: (file: string) => rewrite(file, `{"token":"${RESOLVER_TOKEN}`),
    },
    {
      name: "huge",
      code: "RESOLVER_CONFIG_INVALID",
      spoil: (file: string) => rewrite(file, readFileSync(file, "utf8") + " ".repeat(300_000)),
    },
  ])("is refused when $name, and nobody is asked", async ({ code, spoil }) => {
    const console = await fakeConsole(() => ANSWER);
    const { command, config } = installResolver({ url: console.url, token: RESOLVER_TOKEN });
    spoil(config);
    expect(await resolveCodes(command, ["a", "b"])).toEqual([code, code]);
    expect(console.requests).toEqual([]);
  });

  test.runIf(isRoot)("is refused when it belongs to someone else", async () => {
    const console = await fakeConsole(() => ANSWER);
    const { command, config } = installResolver({ url: console.url, token: RESOLVER_TOKEN });
    chownSync(config, 65534, 65534);
    expect(await resolveCodes(command, ["a"])).toEqual(["RESOLVER_CONFIG_UNSAFE"]);
    expect(console.requests).toEqual([]);
  });

  test.each([
    { name: "no token", config: { token: undefined } },
    { name: "another kind of token", config: { token: "A".repeat(40) } },
    { name: "a token with a line break", config: { token: `${RESOLVER_TOKEN}\r\nX: y` } },
    { name: "no address", config: { url: undefined } },
    { name: "two addresses", config: { socketPath: "/nonexistent/console.sock" } },
    { name: "a relative socket", config: { url: undefined, socketPath: "console.sock" } },
    { name: "a relative ca", config: { ca: "ca.pem" } },
    { name: "an address that is none", config: { url: "127.0.0.1:3210" } },
    { name: "another protocol", config: { url: "ftp://127.0.0.1/" } },
    { name: "a password in the address", config: { url: "http://u:p@127.0.0.1/" } },
    { name: "a query in the address", config: { url: "http://127.0.0.1/?x=y" } },
  ])("with $name is refused, and nobody is asked", async ({ config }) => {
    const console = await fakeConsole(() => ANSWER);
    const { command } = installResolver({ url: console.url, token: RESOLVER_TOKEN, ...config });
    expect(await resolveCodes(command, ["a"])).toEqual(["RESOLVER_CONFIG_INVALID"]);
    expect(console.requests).toEqual([]);
  });
});

describe("plain http", () => {
  test.each([
    "http://127.evil.com",
    "http://127.0.0.1.nip.io",
    "http://localhost.evil",
    "http://localhost.",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://167772161",
    "http://169.254.169.254",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://[fd00::1]",
  ])("to %s is refused", async (url) => {
    const { command } = installResolver({ url, token: RESOLVER_TOKEN });
    expect(await resolveCodes(command, ["a"])).toEqual(["PLAIN_HTTP_REFUSED"]);
  });

  test.each(["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "LOCALHOST"])(
    "to %s reaches this machine's console",
    async (host) => {
      const console = await fakeConsole(() => ANSWER);
      const { command } = installResolver({ url: `http://${host}:${console.port}`, token: RESOLVER_TOKEN });
      expect(await resolveIds(command, ["a"])).toEqual(ANSWER);
    },
  );

  test("keeps the path of an address that has one", async () => {
    const console = await fakeConsole(() => ANSWER);
    const { command } = installResolver({ url: `${console.url}/keep/`, token: RESOLVER_TOKEN });
    await resolveIds(command, ["a"]);
    expect(console.requests[0]?.url).toBe("/keep/api/resolver");
  });
});

test("a unix socket reaches the console behind it", async () => {
  const socketPath = path.join(temporaryFolder(), "console.sock");
  const console = await fakeConsole(() => ANSWER, { path: socketPath });
  const { command } = installResolver({ socketPath, token: RESOLVER_TOKEN });
  expect(await resolveIds(command, ["a"])).toEqual(ANSWER);
  expect(console.requests[0]?.headers).toMatchObject({
    host: "localhost",
    authorization: `Bearer ${RESOLVER_TOKEN}`,
  });
});

describe.runIf(hasOpenssl)("https", () => {
  test("with its own certificate authority reaches the console", async () => {
    const { url, ca } = await tlsConsole("IP:127.0.0.1");
    const { command } = installResolver({ url, ca, token: RESOLVER_TOKEN });
    expect(await resolveIds(command, ["a"])).toEqual(ANSWER);
  });

  test("by name reaches the console", async () => {
    const { url, ca, requests } = await tlsConsole("DNS:localhost");
    const { command } = installResolver({
      url: url.replace("127.0.0.1", "localhost"),
      ca,
      token: RESOLVER_TOKEN,
    });
    expect(await resolveIds(command, ["a"])).toEqual(ANSWER);
    expect(requests[0]?.headers.host).toBe(new URL(url).host.replace("127.0.0.1", "localhost"));
  });

  test.each([
    { name: "an unknown authority", names: "IP:127.0.0.1", trust: false },
    { name: "another host's certificate", names: "DNS:elsewhere.example", trust: true },
  ])("does not give the token to $name, whatever the environment says", async ({ names, trust }) => {
    const { url, ca, requests } = await tlsConsole(names);
    const { command } = installResolver({ url, token: RESOLVER_TOKEN, ...(trust ? { ca } : {}) });
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(await resolveCodes(command, ["a"], { env, anyStderr: true })).toEqual(["CONSOLE_UNTRUSTED"]);
    expect(requests).toEqual([]);
  });

  test("to a server that speaks no TLS is refused", async () => {
    const console = await fakeConsole(() => ANSWER);
    const { command } = installResolver({
      url: console.url.replace("http:", "https:"),
      token: RESOLVER_TOKEN,
    });
    expect(await resolveCodes(command, ["a"])).toEqual(["CONSOLE_UNTRUSTED"]);
    expect(console.requests).toEqual([]);
  });

  test.each([
    {
      name: "can be changed by others",
      code: "RESOLVER_CONFIG_UNSAFE",
      spoil: (file: string) => chmodSync(file, 0o666),
    },
    { name: "is missing", code: "RESOLVER_CONFIG_MISSING", spoil: (file: string) => rmSync(file) },
    {
      name: "holds no certificate",
      code: "CONSOLE_UNTRUSTED",
      spoil: (file: string) => rewrite(file, "-----BEGIN"),
    },
  ])("is refused when the ca file $name", async ({ code, spoil }) => {
    const { url, ca, requests } = await tlsConsole("IP:127.0.0.1");
    spoil(ca);
    const { command } = installResolver({ url, ca, token: RESOLVER_TOKEN });
    expect(await resolveCodes(command, ["a"])).toEqual([code]);
    expect(requests).toEqual([]);
  });
});

/** A console behind TLS with a fresh self-signed certificate for `names`, which is its own authority. */
async function tlsConsole(names: string) {
  const folder = temporaryFolder();
  const [key, ca] = [path.join(folder, "key.pem"), path.join(folder, "ca.pem")];
  const what = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const who = ["-subj", "/CN=clawkeep-test", "-addext", `subjectAltName=${names}`];
  execFileSync("openssl", ["req", "-x509", ...what, ...who, "-keyout", key, "-out", ca], { stdio: "ignore" });
  const requests: RecordedRequest[] = [];
  const answer = recording(requests, (_request, response) => response.end(JSON.stringify(ANSWER)));
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(ca) }, answer);
  const { port } = await listening(server, { port: 0, host: "127.0.0.1" });
  return { url: `https://127.0.0.1:${port}`, ca, requests };
}

function rewrite(file: string, text: string): void {
  chmodSync(file, 0o600);
  writeFileSync(file, text);
}

function makeSymlink(file: string): void {
  renameSync(file, `${file}.real`);
  symlinkSync(`${file}.real`, file);
}

function makeDirectory(file: string): void {
  rmSync(file);
  mkdirSync(file, { mode: 0o700 });
}

function makePipe(file: string): void {
  rmSync(file);
  execFileSync("mkfifo", ["-m", "600", file]);
}
