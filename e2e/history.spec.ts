import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";

const t = labelsOf("en");

test("after signing out, going back shows nothing of what was there", { tag: ["@W13"] }, async ({
  page,
  console,
}) => {
  await setUp(page, console);
  await page.goto("/settings");
  await page.goto("/team");
  await expect(page.getByRole("main").getByText("ada@example.test").first()).toBeVisible();
  await page
    .getByRole("button", { name: t("nav.account") })
    .first()
    .click();
  await page.getByRole("button", { name: t("common.signOut"), exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  // Nor in what is left of the page before, which a person does not see.
  expect(await page.content()).not.toContain("ada@example.test");
  for (let step = 0; step < 3; step += 1) {
    await page.goBack({ waitUntil: "load" }).catch(() => null);
    await expect(page.getByText("ada@example.test")).toHaveCount(0);
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  }
});

test("a cache on the way keeps nothing of what is behind sign-in", { tag: ["@W13"] }, async ({
  page,
  console,
  browser,
}) => {
  await setUp(page, console);
  const cache = await startCache(console.port);
  try {
    const headers = { host: `127.0.0.1:${console.port}`, cookie: await cookiesOf(page) };
    const asked = ["/", "/team", "/profiles", "/settings", "/audit", "/api/live"];
    for (const address of asked) await cache.get(address, headers);
    expect(cache.kept()).toEqual([]);
    await cache.get("/icon.svg", headers);
    expect(cache.kept(), "the cache does keep what it may").toEqual(["/icon.svg"]);
  } finally {
    await cache.stop();
  }
  const other = await browser.newContext();
  const answer = await other.request.get(`${console.url}/team`, { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  await other.close();
});

test("the same cache keeps a page that does not forbid it", { tag: ["@W13-twin"] }, async () => {
  const careless = createServer((_request, response) => response.end("ada@example.test"));
  await new Promise<void>((resolve) => careless.listen(0, "127.0.0.1", resolve));
  const cache = await startCache((careless.address() as AddressInfo).port);
  await cache.get("/team", {});
  expect(cache.kept()).toEqual(["/team"]);
  await cache.stop();
  careless.close();
});

/** A shared cache as careless as the standard allows (RFC 9111, 3): it keeps whatever is not forbidden. */
async function startCache(port: number) {
  const kept = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const asked = send({ host: "127.0.0.1", port, path, headers: request.headers }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => (body += chunk.toString()));
      const rule = answer.headers["cache-control"] ?? "";
      // A stream never ends: what counts is told by its headers.
      if (!/no-store|private/.test(rule)) kept.set(path, body);
      response.writeHead(answer.statusCode ?? 500).end();
      answer.destroy();
    });
    asked.on("error", () => response.end());
    asked.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    kept: () => [...kept.keys()],
    get: (path: string, headers: Record<string, string>) =>
      new Promise<void>((resolve, reject) => {
        send({ host: "127.0.0.1", port: own, path, headers }, (answer) =>
          answer.resume().once("end", resolve),
        )
          .on("error", reject)
          .end();
      }),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function cookiesOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}
