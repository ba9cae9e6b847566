import net, { type AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { guardedRequest, type OutboundOptions } from "#lib/providers/guarded-request.ts";
import { type ServerCertificate, testAuthority } from "#lib/testing/certificates.ts";
import { type FakeProvider, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { type FakeProxy, startFakeProxy } from "#lib/testing/fake-proxy.ts";

const KEY = `sk-ant-api03-${"CANARY-".repeat(8)}`;
const PUBLIC_ADDRESS = "93.184.215.14";

let caPem: string;
let good: ServerCertificate;
let stranger: ServerCertificate;
beforeAll(() => {
  const authority = testAuthority();
  caPem = authority.caPem;
  good = authority.issue("DNS:provider.test,IP:127.0.0.1");
  stranger = testAuthority().issue("DNS:provider.test");
});

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function provider(tls: ServerCertificate = good): Promise<FakeProvider> {
  const server = await startFakeProvider(() => ({ status: 200, body: "{}" }), { tls });
  running.push(server);
  return server;
}

async function proxyTo(server: FakeProvider | null, more: object = {}): Promise<FakeProxy> {
  const proxy = await startFakeProxy({ leadsTo: server?.allowance ?? null, ...more });
  running.push(proxy);
  return proxy;
}

function ask(url: string, { proxy }: Pick<FakeProxy, "proxy">, options: OutboundOptions = {}) {
  const credential = { header: "x-api-key", prefix: "", secret: new SecretText(KEY) };
  const resolve = async () => [PUBLIC_ADDRESS];
  return guardedRequest(
    { method: "GET", url, headers: {}, credential, body: null },
    { caPem, resolve, deadlineMs: 8000, ...options, proxy },
  );
}

const URL_OF_PROVIDER = "https://provider.test/v1/models";

describe("a request to everyone's server", () => {
  test("goes through the proxy, which is told host and port and sees nothing else", async () => {
    const server = await provider();
    const proxy = await proxyTo(server, { login: "team:proxy-password-canary" });
    expect(await ask(URL_OF_PROVIDER, proxy)).toMatchObject({ outcome: "answered", status: 200 });
    expect(proxy.targets).toEqual(["provider.test:443"]);
    expect(proxy.headers).toEqual([
      {
        host: "provider.test:443",
        connection: expect.any(String),
        "proxy-authorization": `Basic ${Buffer.from("team:proxy-password-canary").toString("base64")}`,
      },
    ]);
    expect(proxy.passed().length).toBeGreaterThan(100);
    expect(proxy.passed().includes("CANARY")).toBe(false);
    expect(proxy.passed().includes("/v1/models")).toBe(false);
    expect(server.requests).toMatchObject([{ path: "/v1/models", headers: { "x-api-key": KEY } }]);
    expect(server.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
    expect(server.serverNames).toEqual(["provider.test"]);
    await expect.poll(proxy.openConnections).toBe(0);
  });

  test("goes through a proxy that speaks TLS, when its certificate is good", async () => {
    const server = await provider();
    const proxy = await proxyTo(server, { tls: good });
    expect(await ask(URL_OF_PROVIDER, proxy)).toMatchObject({ outcome: "answered", status: 200 });
  });

  test("goes through the proxy when this machine does not know the name, or is slow to say so", async () => {
    const server = await provider();
    const proxy = await proxyTo(server);
    const unknown = async () => Promise.reject(new Error("ENOTFOUND"));
    expect(await ask(URL_OF_PROVIDER, proxy, { resolve: unknown })).toMatchObject({ outcome: "answered" });
    const never = () => new Promise<never>(() => {});
    expect(await ask(URL_OF_PROVIDER, proxy, { resolve: never })).toMatchObject({ outcome: "answered" });
  });
});

describe("nothing is asked of the proxy for", () => {
  test.each([
    ["a name that this machine knows as private", URL_OF_PROVIDER, ["10.0.0.7"]],
    ["a name of which one address is private", URL_OF_PROVIDER, [PUBLIC_ADDRESS, "127.0.0.1"]],
    ["a private address", "https://192.168.1.1/", []],
    ["a metadata address", "https://169.254.169.254/", []],
    ["plain HTTP", "http://provider.test/", [PUBLIC_ADDRESS]],
    ["another port", "https://provider.test:8443/", [PUBLIC_ADDRESS]],
  ])("%s", async (_what, url, addresses) => {
    const proxy = await proxyTo(await provider());
    const answer = await ask(url, proxy, { resolve: async () => addresses });
    expect(answer).toMatchObject({ outcome: "refused-address" });
    expect(proxy.targets).toEqual([]);
  });

  test("a server that an admin opened, which is reached directly", async () => {
    const server = await provider();
    const proxy = await proxyTo(server);
    const options = { allowances: [server.allowance] };
    expect(await ask(`${server.origin}/v1/models`, proxy, options)).toMatchObject({ outcome: "answered" });
    expect(proxy.targets).toEqual([]);
  });
});

describe("a proxy that", () => {
  test.each([
    ["wants another login", { status: 407 }, { outcome: "proxy", problem: "credential_refused" }],
    ["does not let it through", { status: 403 }, { outcome: "proxy", problem: "refused" }],
    ["does not reach the server", { status: 502 }, { outcome: "proxy", problem: "refused" }],
    ["sends elsewhere", { status: 302 }, { outcome: "proxy", problem: "refused" }],
  ])("%s is said to", async (_what, more, outcome) => {
    const proxy = await proxyTo(null, { ...more, login: "team:proxy-password-canary" });
    const answer = await ask(URL_OF_PROVIDER, proxy);
    expect(answer).toMatchObject(outcome);
    expect(JSON.stringify(answer)).not.toContain("canary");
    await expect.poll(proxy.openConnections).toBe(0);
  });

  test("speaks in the server's place gets nothing", async () => {
    const server = await provider();
    const proxy = await proxyTo(server, { early: "HTTP/1.1 200 OK\r\n\r\n" });
    expect(await ask(URL_OF_PROVIDER, proxy)).toMatchObject({ outcome: "proxy", problem: "refused" });
    expect(server.requests).toEqual([]);
  });

  test("leads to a server without a good certificate gets nothing, and neither does that server", async () => {
    const server = await provider(stranger);
    const proxy = await proxyTo(server);
    expect(await ask(URL_OF_PROVIDER, proxy)).toMatchObject({ outcome: "tls", problem: "untrusted" });
    expect(server.requests).toEqual([]);
  });

  test("has no good certificate itself is not told the login", async () => {
    const proxy = await proxyTo(await provider(), { tls: stranger, login: "team:proxy-password-canary" });
    expect(await ask(URL_OF_PROVIDER, proxy)).toMatchObject({ outcome: "proxy", problem: "unreachable" });
    expect(proxy.headers).toEqual([]);
  });

  test("never answers is left at the deadline", async () => {
    const proxy = await proxyTo(null, { isSilent: true });
    const answer = await ask(URL_OF_PROVIDER, proxy, { deadlineMs: 200 });
    expect(answer).toMatchObject({ outcome: "timeout" });
    await expect.poll(proxy.openConnections).toBe(0);
  });

  test("is not there is said to be unreachable, and there is no way around it", async () => {
    const port = await freePort();
    const proxy = { proxy: { isTls: false, host: "127.0.0.1", port, login: null } };
    expect(await ask(URL_OF_PROVIDER, proxy)).toMatchObject({ outcome: "proxy", problem: "unreachable" });
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
