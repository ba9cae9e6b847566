import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Console, expect, signInAs, test } from "./console.ts";
import { labelsOfProject as t } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const STAND_IN = path.resolve(import.meta.dirname, "../lib/testing/programs/openclaw-databases.mjs");
const KEY = { type: "api_key", provider: "anthropic", ref: null };

test("a gateway that keeps its credentials in databases is asked, published to, and asked again @languages", async ({
  page,
  console,
}) => {
  const stateDir = gateway(console);
  await signInAs(page, console, "owner");

  await test.step("before it was asked the page says why nothing is known, and offers to ask", async () => {
    await page.goto("/gateways");
    await page.getByRole("link", { name: "home" }).first().click();
    await expect(page.getByText(t("gateway.obstacle.not_asked.title"))).toBeVisible();
    await look(page, "not-asked");
  });

  await test.step("asked, it shows its release, its agents and what they have", async () => {
    await page.getByRole("button", { name: t("gateway.ask.action") }).click();
    await expect(page.getByText(t("gateway.notice.asked"))).toBeVisible();
    await expect(page.getByText("2026.9.6", { exact: true })).toBeVisible();
    await expect(page.getByRole("row", { name: /^ops/ })).toContainText("1");
    await look(page, "asked");
    await page.goto("/");
    await look(page, "status");
  });

  await test.step("what is published takes the place of the secret that stood there", async () => {
    const paste = ["models", "auth", "paste-api-key", "--provider", "anthropic", "--profile-id"];
    expect(console.cli([...paste, "anthropic:default"], FAKE.anthropicKey).status).toBe(0);
    await page.goto("/gateways");
    await page.getByRole("link", { name: "home" }).first().click();
    await page
      .getByRole("link", { name: t("gateway.action.publish") })
      .first()
      .click();
    await look(page, "preview");
    await page.getByRole("button", { name: t("publish_page.submit") }).click();
    await expect(page).toHaveURL(/publications/);
    await look(page, "receipt");
    const held = JSON.parse(readFileSync(path.join(stateDir, "stand-in.json"), "utf8"));
    expect(held).toMatchObject({
      shared: {},
      agents: { main: { profiles: { "anthropic:default": { ref: { id: "main/anthropic:default" } } } } },
    });
  });

  await test.step("an openclaw that does not answer is named, and nothing is changed", async () => {
    const held = JSON.parse(readFileSync(path.join(stateDir, "stand-in.json"), "utf8"));
    const fails = { "models status": "requires legacy credential migration" };
    writeFileSync(path.join(stateDir, "stand-in.json"), JSON.stringify({ ...held, fails }));
    await page.goto("/gateways");
    await page.getByRole("link", { name: "home" }).first().click();
    await page.getByRole("button", { name: t("gateway.ask.again") }).click();
    await expect(page.getByText("openclaw doctor --fix")).toBeVisible();
    await look(page, "refused");
  });
});

/** A state dir as 2026.9 leaves one, registered with an `openclaw` that stands in for that release. */
function gateway(console: Console): string {
  const stateDir = console.stateDir("home", {});
  mkdirSync(path.join(stateDir, "state"), { mode: 0o700 });
  writeFileSync(path.join(stateDir, "state/openclaw.sqlite"), "");
  const none = { profiles: {}, orders: {} };
  const held = { agents: { main: none, ops: none }, shared: { "anthropic:default": KEY } };
  writeFileSync(path.join(stateDir, "stand-in.json"), JSON.stringify(held));
  const openclaw = path.join(console.home, "openclaw");
  writeFileSync(openclaw, `#!/bin/sh\nexec ${process.execPath} ${STAND_IN} "$OPENCLAW_STATE_DIR" "$@"\n`);
  chmodSync(openclaw, 0o755);
  const add = ["gateway", "add", "--name", "home", "--state-dir", stateDir, "--openclaw", openclaw];
  expect(console.cli(add).status).toBe(0);
  return stateDir;
}
