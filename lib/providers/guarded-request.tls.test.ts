import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { guardedRequest, type OutboundOptions } from "#lib/providers/guarded-request.ts";
import { type ServerCertificate, testAuthority } from "#lib/testing/certificates.ts";
import { type FakeProvider, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { buildProgram } from "#lib/testing/processes.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

let caPem: string;
let certificates: Record<"good" | "expired" | "stranger" | "selfSigned", ServerCertificate>;
beforeAll(() => {
  const authority = testAuthority();
  const names = "DNS:provider.test,IP:127.0.0.1";
  caPem = authority.caPem;
  certificates = {
    good: authority.issue(names),
    expired: authority.issue(names, "expired"),
    stranger: testAuthority().issue(names),
    selfSigned: authority.selfSigned(names),
  };
});

let server: FakeProvider | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.stop();
  server = null;
});

async function provider(tls: Parameters<typeof startFakeProvider>[1]): Promise<FakeProvider> {
  server = await startFakeProvider(() => ({ status: 200, body: "{}" }), tls);
  return server;
}

/** Asks by name or by address; names of `.test` are this machine. */
function ask({ allowance: { port } }: FakeProvider, host: string, options: OutboundOptions = {}) {
  const credential = { header: "x-api-key", prefix: "", secret: new SecretText("sk-test-canary") };
  const url = `https://${host}:${port}/v1/models`;
  return guardedRequest(
    { method: "GET", url, headers: {}, credential, body: null },
    {
      allowances: [{ host, port }],
      resolve: async () => ["127.0.0.1"],
      caPem,
      deadlineMs: 8000,
      ...options,
    },
  );
}

describe("a certificate of an authority that was configured", () => {
  test.each(["provider.test", "127.0.0.1"])("is good for %s, and the name is told", async (host) => {
    const asked = await provider({ tls: certificates.good });
    expect(await ask(asked, host)).toMatchObject({ outcome: "answered", status: 200 });
    expect(asked.requests[0]?.headers.host).toBe(`${host}:${asked.allowance.port}`);
    expect(asked.serverNames).toEqual([host === "127.0.0.1" ? null : host]);
  });

  test.each(["other.test", "127.0.0.2"])("is not good for %s", async (host) => {
    const asked = await provider({ tls: certificates.good, host: host === "127.0.0.2" ? host : "127.0.0.1" });
    expect(await ask(asked, host)).toMatchObject({ outcome: "tls", problem: "wrong_host" });
    expect(asked.requests).toEqual([]);
  });

  test("is not good when it has expired", async () => {
    const asked = await provider({ tls: certificates.expired });
    expect(await ask(asked, "provider.test")).toMatchObject({ outcome: "tls", problem: "expired" });
    expect(asked.requests).toEqual([]);
  });
});

test("an authority of the machine's own is trusted when Node is told of it, and only then", async () => {
  const asked = await provider({ tls: certificates.good });
  const program = await buildProgram("outbound-once.ts");
  const caFile = path.join(temporaryFolder(), "ca.pem");
  writeFileSync(caFile, caPem);
  const outcome = async (more: Record<string, string>) => {
    const env = { NODE_ENV: "test" as const, ...more };
    const url = `https://127.0.0.1:${asked.allowance.port}/`;
    return (await promisify(execFile)(process.execPath, [program, url], { env })).stdout;
  };
  expect(await outcome({})).toBe("tls");
  expect(await outcome({ NODE_EXTRA_CA_CERTS: caFile })).toBe("answered");
}, 60_000);

describe("a certificate of nobody we know", () => {
  test.each([
    ["signed by another authority", "stranger"],
    ["signed by itself", "selfSigned"],
  ] as const)("%s is refused and never tried without TLS", async (_name, certificate) => {
    const asked = await provider({ tls: certificates[certificate] });
    expect(await ask(asked, "provider.test")).toMatchObject({ outcome: "tls", problem: "untrusted" });
    expect([asked.connections(), asked.requests]).toEqual([1, []]);
  });

  test("is refused even where the environment turns verification off", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const asked = await provider({ tls: certificates.stranger });
    expect(await ask(asked, "provider.test", { caPem: null })).toMatchObject({ outcome: "tls" });
    expect(asked.requests).toEqual([]);

    const naive = new Promise((resolve) =>
      get(asked.origin, { agent: false }, resolve).once("error", resolve),
    );
    expect(await naive).toMatchObject({ statusCode: 200 });
  });

  test("is not trusted when no authority is configured", async () => {
    const asked = await provider({ tls: certificates.good });
    expect(await ask(asked, "provider.test", { caPem: null })).toMatchObject({ problem: "untrusted" });
  });
});

describe("a server", () => {
  test.each(["TLSv1", "TLSv1.1"] as const)("that speaks no more than %s is refused", async (maxVersion) => {
    const asked = await provider({ tls: { ...certificates.good, maxVersion } });
    expect(await ask(asked, "provider.test")).toMatchObject({ outcome: "tls", problem: "handshake" });

    const old = { agent: false, ca: caPem, minVersion: maxVersion, ciphers: "DEFAULT@SECLEVEL=0" };
    const careless = new Promise((resolve) => get(asked.origin, old, resolve).once("error", resolve));
    expect(await careless).toMatchObject({ statusCode: 200 });
  });

  test("that speaks TLS 1.2 is not", async () => {
    const asked = await provider({ tls: { ...certificates.good, maxVersion: "TLSv1.2" } });
    expect(await ask(asked, "provider.test")).toMatchObject({ outcome: "answered" });
  });

  test("that speaks no TLS is refused, and gets no request", async () => {
    const asked = await provider({});
    expect(await ask(asked, "provider.test")).toMatchObject({ outcome: "tls", problem: "handshake" });
    expect(asked.requests).toEqual([]);
  });
});
