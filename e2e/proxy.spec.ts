import { request as send } from "node:http";
import type { Page } from "@playwright/test";
import { type Console, expect, OWNER, setUp, test } from "./console.ts";
import { labelsOf } from "./labels.ts";
import { PASSWORD } from "./secrets.ts";
import { look } from "./watch.ts";

const t = labelsOf("en");
const HEADER = "X-Auth-Email";
const VERA = "vera@example.test";

test.use({
  serving: {
    env: () => ({ CLAWKEEP_TRUSTED_PROXY: "127.0.0.1", CLAWKEEP_TRUSTED_PROXY_HEADER: HEADER }),
    url: ({ port }) => `http://127.0.0.1:${port}`,
  },
});

/** What the proxy before the console says of every request from now on. */
const nameAs = (page: Page, email: string) => page.setExtraHTTPHeaders({ [HEADER]: email });

test("whom the trusted proxy names is in, as long as it names them, and nobody else believes the header", {
  tag: ["@W05"],
}, async ({ page, console }) => {
  await setUp(page, console);
  const create = ["user", "create", "--email", VERA, "--role", "viewer"];
  expect(console.cli(create, PASSWORD).status).toBe(0);
  await page.context().clearCookies();

  await nameAs(page, VERA);
  await page.goto("/profiles");
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByRole("button", { name: t("nav.account") }).click();
  await expect(page.getByText(VERA)).toBeVisible();
  await page.goto("/settings/sign-in");
  await expect(page.getByText(t("sign_in_settings.not_allowed"))).toBeVisible();

  await nameAs(page, OWNER.email);
  await page.goto("/settings/sign-in");
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/settings/sign-in");
  await expect(page.getByText(t("sign_in_settings.not_allowed"))).toHaveCount(0);

  await nameAs(page, "stranger@example.test");
  await page.goto("/profiles");
  await expect(page.getByText(t("oidc.refused.proxy_user_unknown"))).toBeVisible();
  await look(page, "refused");
  const live = await page.request.get("/api/live", { headers: { [HEADER]: "stranger@example.test" } });
  expect(live.status()).toBe(401);

  expect(console.cli(["user", "disable", VERA]).status).toBe(0);
  await nameAs(page, VERA);
  await page.goto("/profiles");
  await expect(page.getByText(t("oidc.refused.proxy_user_unknown"))).toBeVisible();

  // Another address of loopback is another machine as far as trust goes.
  expect(await leadsTo(console, "127.0.0.1", OWNER.email)).toBe("/sign-in/continue");
  expect(await leadsTo(console, "127.0.0.2", OWNER.email)).toBe("/sign-in");
});

/** Where someone is led who asks from an address for the way in by proxy. */
function leadsTo({ port }: Console, localAddress: string, email: string): Promise<string | undefined> {
  const options = {
    host: "127.0.0.1",
    port,
    localAddress,
    path: "/sign-in/proxy",
    headers: { [HEADER]: email },
  };
  return new Promise((resolve, reject) => {
    send(options, (response) => {
      response.resume();
      const { location } = response.headers;
      resolve(location && new URL(location, `http://127.0.0.1:${port}`).pathname);
    })
      .once("error", reject)
      .end();
  });
}
