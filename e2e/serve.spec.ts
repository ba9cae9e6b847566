import { request as send } from "node:http";
import type { Page } from "@playwright/test";
import { type Console, expect, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";

test("the first start prints what a person needs and nothing else", async ({ console }) => {
  const t = labelsOf("en");
  const keyringFile = `${console.home}/.config/clawkeep/keyring.json`;
  expect(console.output().trim().split(/\n+/)).toEqual(
    [
      t("cli.serve.vault_created", { file: keyringFile }),
      t("cli.serve.ready", { url: console.url }),
      t("cli.serve.setup", { url: `${console.url}/setup`, code: console.setupCode }),
    ].flatMap((lines) => lines.split("\n")),
  );
});

/** What somebody types or pastes wrongly, and what a scanner asks for. */
const ODD = ["%zz", "%", "%00", "%2f", "%5c", "%ff", "%c3%28", "%u0041", "%0d%0aX-A:b", "a".repeat(8_000)];

test("an address with an odd part is an unknown page, signed in and not, and never a failure of the server", {
  tag: ["@W15"],
}, async ({ page, console }) => {
  await setUp(page, console);
  const cookie = await cookieOf(page);
  for (const part of ODD) {
    for (const path of [
      `/${part}`,
      `/profiles/${part}`,
      `/gateways/${part}`,
      `/gateways/${part}/publish`,
      `/gateways/a/publications/${part}`,
      `/order/${part}/main/openai`,
      `/order/a/${part}/openai`,
      `/order/a/main/${part}`,
    ]) {
      const name = path.slice(0, 40);
      expect(await answerTo(console, { path, headers: { cookie } }), `signed in, ${name}`).toBe(404);
      expect(await answerTo(console, { path }), `not signed in, ${name}`).toBeLessThan(500);
      expect(await answerTo(console, { path, method: "POST" }), `from elsewhere, ${name}`).toBe(403);
    }
  }
  for (const path of ["*", "profiles", "http://127.0.0.1/profiles"]) {
    expect(await answerTo(console, { path, headers: { cookie } }), path).toBe(400);
  }
  for (const path of ["//", "//evil.example", "/profiles//x"]) {
    expect(await answerTo(console, { path, headers: { cookie } }), path).toBeLessThan(500);
    expect(await answerTo(console, { path, method: "POST", headers: { cookie } }), path).toBe(403);
  }
});

test("a person at an odd address reads that there is no such page, within the frame", async ({
  page,
  console,
}) => {
  const t = labelsOf("en");
  await setUp(page, console);
  const answer = await page.request.get("/profiles/%zz");
  expect(answer.status()).toBe(404);
  const html = await answer.text();
  expect(html).toContain(t("shell.notFound.title"));
  expect(html).toContain(t("nav.gateways"));
});

async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

type Request = { method?: string; path: string; headers?: Record<string, string> };

function answerTo(console: Console, { method = "GET", path, headers }: Request): Promise<number> {
  const host = `127.0.0.1:${console.port}`;
  const options = { host: "127.0.0.1", port: console.port, method, path, headers: { ...headers, host } };
  return new Promise((resolve, reject) => {
    send(options, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end();
  });
}
