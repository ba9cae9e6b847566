import { expect, type Home, type Started } from "./home.ts";

export type GatewayAddress = { url: string; token: string };

/** One chat turn in the running gateway. */
export async function turn(home: Home, { url, token }: GatewayAddress): Promise<string[]> {
  home.provider.keys();
  const idempotencyKey = `turn-${Date.now()}`;
  const params = JSON.stringify({ message: "hello", agentId: "main", idempotencyKey });
  const call = ["gateway", "call", "agent", "--params", params, "--url", url, "--token", token];
  const reply = await home.openclawJson([...call, "--expect-final", "--timeout", "60000"]);
  expect(reply).toMatchObject({ status: "ok" });
  return home.provider.keys();
}

/** Listens on loopback only. OpenClaw uses ports next to its own too, so it gets one from a range of ours. */
export async function startGateway(home: Home, token: string): Promise<{ url: string; gateway: Started }> {
  const port = await freeGatewayPort();
  const flags = ["--port", String(port), "--bind", "loopback", "--auth", "token", "--token", token];
  const gateway = await home.start(
    "openclaw",
    ["gateway", "run", ...flags],
    /listening on ws:|\[gateway\] ready/,
  );
  return { url: `ws://127.0.0.1:${port}`, gateway };
}

async function freeGatewayPort(): Promise<number> {
  for (let port = 19_400; port < 19_500; port += 10) {
    const taken = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (!taken) return port;
  }
  throw new Error("Every port for gateways is taken.");
}
