import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { recordConsoleUrl } from "#lib/operations/record-console-url.ts";
import { testRuntime } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const PASSPHRASE = "FAKE six words nobody would guess";

/** A terminal whose console answered at this address at its last start. */
async function terminalOf(address: string) {
  const terminal = testTerminal();
  await terminal.run("vault init");
  recordAddress(terminal.home, address);
  return terminal;
}

function recordAddress(home: string, address: string): void {
  const runtime = testRuntime(home);
  recordConsoleUrl(runtime.operationContext({ kind: "system" }, NOW_MS), address);
  runtime.close();
}

/** Stands where a console does, and says what it was asked. */
async function console(status: number, answer: unknown, at?: string) {
  const asked: { path: string | undefined; body: unknown; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    asked.push({ path: request.url, body, headers: request.headers });
    response.writeHead(status, { location: "http://192.0.2.1/" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) =>
    at ? server.listen(at, resolve) : server.listen(0, "127.0.0.1", resolve),
  );
  afterThisTest(() => server.close());
  const address = at ? `unix:${at}` : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, asked };
}

test("the passphrase goes to the console that ran last, and the answer is said", async () => {
  const { address, asked } = await console(200, { vault: "open" });
  const terminal = await terminalOf(address);
  expect(await terminal.run("vault unseal --passphrase-stdin", `${PASSPHRASE}\n`)).toEqual({
    status: 0,
    stdout: "The console’s vault is open.\n",
    stderr: "",
  });
  expect((await terminal.run("vault lock", PASSPHRASE)).status).toBe(0);
  expect(asked.map(({ path, body }) => ({ path, body }))).toEqual([
    { path: "/api/vault", body: { wish: "unseal", passphrase: PASSPHRASE } },
    { path: "/api/vault", body: { wish: "lock", passphrase: PASSPHRASE } },
  ]);
  expect(asked[0]?.headers).not.toHaveProperty("origin");
  expect(terminal.printed()).not.toContain(PASSPHRASE);
});

test("it goes to a socket too", async () => {
  const home = testTerminal().home;
  const { address, asked } = await console(200, { vault: "open" }, path.join(home, "console.sock"));
  const terminal = await terminalOf(address);
  expect((await terminal.run("vault unseal", PASSPHRASE)).status).toBe(0);
  expect(asked).toHaveLength(1);
});

test("what the console refuses is said in words, and nothing that it made up", {
  tags: ["C08"],
}, async () => {
  for (const [status, answer, sentence] of [
    [403, { error: { code: "keyring_passphrase_wrong", message: "" } }, "does not open the keyring"],
    [429, { error: { code: "sign_in_limited", message: "" } }, "Wait 15 minutes"],
    [307, { error: { code: "elsewhere", message: PASSPHRASE } }, "cannot be reached, or did not answer"],
    [500, PASSPHRASE, "cannot be reached, or did not answer"],
  ] as const) {
    const { address } = await console(status, answer);
    const terminal = await terminalOf(address);
    const { status: exit, stderr } = await terminal.run("vault unseal", PASSPHRASE);
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining(sentence) });
    expect(stderr).not.toContain(PASSPHRASE);
  }
});

test.each(["http://192.0.2.1:3210", "http://console.example:3210", "http://localhost.example"])(
  "a passphrase does not go to %s in the clear",
  async (address) => {
    const terminal = await terminalOf(address);
    const { status, stderr } = await terminal.run("vault unseal", PASSPHRASE);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("in the clear") });
  },
);

test("a console that is not there, and one that never was, are said", async () => {
  const terminal = testTerminal();
  await terminal.run("vault init");
  expect((await terminal.run("vault unseal", PASSPHRASE)).stderr).toContain("No console has run");
  recordAddress(terminal.home, "http://127.0.0.1:9");
  expect((await terminal.run("vault unseal", PASSPHRASE)).stderr).toContain("cannot be reached");
});
