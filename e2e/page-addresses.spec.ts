import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, setUp, test } from "./console.ts";
import { pageRoutes } from "./server-actions.ts";

/** What programs like this one have taken from the address of a page and then sent secrets to. */
const NAMES = [
  ...["gatewayUrl", "gateway_url", "url", "baseUrl", "base_url", "endpoint", "host", "server"],
  ...["rpcUrl", "wsUrl", "api", "apiBase", "proxy", "issuer", "target", "console", "callback", "webhook"],
];

test("no page takes an address to talk to from its own address", async ({ page, console }) => {
  test.setTimeout(180_000);
  const heard: string[] = [];
  const canary = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.end();
  });
  canary.on("upgrade", (request, socket) => {
    heard.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
  const { port } = canary.address() as AddressInfo;
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== console.url) elsewhere.push(request.url());
  });
  page.on("websocket", (socket) => elsewhere.push(socket.url()));
  try {
    await setUp(page, console);
    const state = console.stateDir("home", { store: { version: 1, profiles: {} } });
    expect(console.cli(["gateway", "add", "--name", "home", "--state-dir", state]).status).toBe(0);
    const gateways = () => JSON.parse(console.cli(["gateway", "list", "--json"]).stdout).gateways;
    const before = gateways();
    // What begins with a line is Next's own, for addresses that lead nowhere.
    const pages = [...pageRoutes()].filter(
      ([file, route]) => file.endsWith("/page") && !route.includes("[") && !route.startsWith("/_"),
    );
    expect(pages.length).toBeGreaterThan(20);
    for (const [, route] of pages) {
      for (const scheme of ["http", "ws"]) {
        const place = `${scheme}://127.0.0.1:${port}/${route.slice(1)}`;
        const query = new URLSearchParams(NAMES.map((name) => [name, place]));
        await page.goto(`${route}?${query}&token=FAKE-token&autoconnect=1#gatewayUrl=${place}`);
        await page.waitForLoadState("load");
      }
    }
    expect(gateways()).toEqual(before);
    expect(heard).toEqual([]);
    expect(elsewhere).toEqual([]);
  } finally {
    await new Promise((resolve) => canary.close(resolve));
  }
});
