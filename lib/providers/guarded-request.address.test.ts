import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { request as plainRequest } from "node:http";
import { connect, type LookupFunction } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { addressKind } from "#lib/domain/ip-address.ts";
import { addressProblem, checkOutboundUrl } from "#lib/domain/outbound-rule.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { isOneOf, openSocket } from "#lib/providers/checked-socket.ts";
import { guardedRequest } from "#lib/providers/guarded-request.ts";
import type { Resolve } from "#lib/providers/shared-resolver.ts";
import { type FakeProvider, startFakeProvider } from "#lib/testing/fake-provider-server.ts";
import { buildProgram } from "#lib/testing/processes.ts";

const KEY = "sk-test-canary";
const running: FakeProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function provider(host: string, port = 0): Promise<FakeProvider> {
  const server = await startFakeProvider(() => ({ status: 200, body: "{}" }), { host, port });
  running.push(server);
  return server;
}

function asking(url: string) {
  const credential = { header: "authorization", prefix: "Bearer ", secret: new SecretText(KEY) };
  return { method: "GET" as const, url, headers: {}, credential, body: null };
}

/** A name server that changes its mind after the first question. */
function flipping(first: string, then: string): Resolve & { asked: number } {
  const resolve = async () => {
    resolve.asked += 1;
    return [resolve.asked === 1 ? first : then];
  };
  resolve.asked = 0;
  return resolve;
}

describe("a name that changes its address between the check and the connection", () => {
  test("is asked once, and the connection goes to what was checked", async () => {
    const meant = await provider("127.0.0.2");
    const canary = await provider("127.0.0.3", meant.allowance.port);
    const resolve = flipping("127.0.0.2", "127.0.0.3");
    const { port } = meant.allowance;
    const allowances = [{ host: "rebind.test", port }];
    const answer = await guardedRequest(asking(`http://rebind.test:${port}/`), { allowances, resolve });
    expect(answer).toMatchObject({ outcome: "answered" });
    expect([resolve.asked, meant.connections(), canary.connections()]).toEqual([1, 1, 0]);
  });

  test("would have got the key of a client that checks first and connects later", async () => {
    const meant = await provider("127.0.0.2");
    const canary = await provider("127.0.0.3", meant.allowance.port);
    const resolve = flipping("127.0.0.2", "127.0.0.3");
    const target = { hostname: "rebind.test", isAllowed: true };
    const [checked = ""] = await resolve(target.hostname);
    expect(addressProblem(addressKind(checked), target)).toBeNull();
    const lookup: LookupFunction = (_host, _options, answer) =>
      void resolve("").then(([address = ""]) => answer(null, [{ address, family: 4 }]));
    const { port } = meant.allowance;
    const options = { port, host: target.hostname, headers: { authorization: KEY }, lookup };
    await new Promise((done) => plainRequest(options, done).end());
    expect(canary.requests[0]?.headers.authorization).toBe(KEY);
  });
});

describe("a name with several addresses", () => {
  test.each([
    [["1.1.1.1", "127.0.0.1"]],
    [["127.0.0.1", "1.1.1.1"]],
    [["2606:4700:4700::1111", "::1"]],
    [["1.1.1.1", "not an address"]],
  ])("is refused when one of %j may not be called", async (addresses) => {
    const answer = guardedRequest(asking("https://mixed.test/"), { resolve: async () => addresses });
    expect(await answer).toMatchObject({ outcome: "refused-address", problem: "address_not_public" });
  });

  test("is reached at the one that answers", async () => {
    const server = await provider("127.0.0.2");
    const { port } = server.allowance;
    const allowances = [{ host: "both.test", port }];
    const resolve = async () => ["127.0.0.9", "127.0.0.2"];
    const answer = await guardedRequest(asking(`http://both.test:${port}/`), { allowances, resolve });
    expect(answer).toMatchObject({ outcome: "answered" });
  });
});

describe("an allowance", () => {
  test("for a name does not lead to the metadata address, and for the metadata address neither", async () => {
    const resolve = async () => ["169.254.169.254"];
    for (const host of ["meta.test", "169.254.169.254"]) {
      const options = { allowances: [{ host, port: 80 }], resolve };
      const answer = await guardedRequest(asking(`http://${host}/latest/`), options);
      expect(answer).toMatchObject({ outcome: "refused-address", problem: "address_metadata" });
    }
  });

  test("is for its port alone", async () => {
    const server = await provider("127.0.0.1");
    const allowances = [{ host: "127.0.0.1", port: server.allowance.port + 1 }];
    const answer = await guardedRequest(asking(server.origin), { allowances });
    expect(answer).toMatchObject({ outcome: "refused-address", problem: "url_plain_http" });
    expect(server.connections()).toBe(0);
  });
});

test("a connection that ended elsewhere than at a checked address is closed before it is used", async () => {
  const server = await provider("127.0.0.3");
  const { port } = server.allowance;
  const checked = checkOutboundUrl(`http://meant.test:${port}/`, [{ host: "meant.test", port }]);
  if (!checked.ok) throw new Error("The URL is allowed.");
  const options = { caPem: null, attemptMs: 1000, signal: new AbortController().signal };
  const astray = async () => {
    const socket = connect(port, "127.0.0.3");
    await once(socket, "connect");
    return socket;
  };
  const opening = openSocket(checked.target, ["127.0.0.2"], options, astray);
  await expect(opening).rejects.toMatchObject({ result: { outcome: "refused-address" } });
  await expect.poll(server.openConnections).toBe(0);
  expect(server.requests).toEqual([]);
});

test.each([
  ["127.0.0.1", ["127.0.0.1"], true],
  ["::1", ["0:0:0:0:0:0:0:1"], true],
  ["127.0.0.1", ["1.1.1.1"], false],
  [undefined, ["1.1.1.1"], false],
])("the peer %s is one of %j: %s", (peer, addresses, is) => {
  expect(isOneOf(peer, addresses)).toBe(is);
});

const OWN_NETWORK = ["unshare", "--map-root-user", "--net"];
const hasNamespaces = spawnSync("unshare", [...OWN_NETWORK.slice(1), "ip", "link"]).status === 0;

/** In a network of its own every address there is, the metadata ones included, can be a listener that counts. */
describe.skipIf(!hasNamespaces)("in a private network, where every address listens", () => {
  test("no form of an address and no flip of a name reaches one that may not be called", async () => {
    const program = await buildProgram("outbound-canaries.ts");
    const [command = "", ...args] = [...OWN_NETWORK, process.execPath, program];
    const { stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 60_000 });
    expect(stderr).toBe("");
    const { reachable, hits, hitsOfText, outcomes, flipped, naive } = JSON.parse(stdout);
    expect(reachable).toEqual(
      expect.arrayContaining(["169.254.169.254", "fd00:ec2::254", "127.0.0.1", "::1"]),
    );
    expect(outcomes).toBeGreaterThanOrEqual(45);
    expect(hits).toEqual([]);
    expect(hitsOfText).toEqual(expect.arrayContaining(["127.0.0.1", "169.254.169.254", "fd00:ec2::254"]));
    expect(flipped).toEqual(["8.8.8.8"]);
    expect(naive).toEqual(["169.254.169.254"]);
  });
});
