import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Canaries } from "./canaries.ts";
import { expect } from "./console.ts";
import type { Evidence } from "./evidence.ts";
import { labelsOf } from "./labels.ts";
import type { Gateways } from "./leaks-gateways.ts";
import type { Run } from "./leaks-walk.ts";
import { recordKept } from "./traffic.ts";

const t = labelsOf("en");

/** Publishes, lets the resolver have the secrets, revokes its token, and publishes again. */
export async function publishAndResolve({ page, canaries, evidence, gateways, cli }: Run): Promise<void> {
  await page.goto("/gateways");
  await page.getByRole("link", { name: "whole", exact: true }).click();
  await page.getByRole("link", { name: t("gateway.action.edit") }).click();
  await page.getByLabel(t("gateways.form.rpc_token")).fill(canaries.make("new gateway token"));
  await page.getByRole("button", { name: t("gateways.edit.submit"), exact: true }).click();
  await expect(page.getByText(t("gateway.notice.edited"))).toBeVisible();

  const gatewayUrl = page.url().replace(/\?.*/, "");
  await page.goto(`${gatewayUrl}/publish`);
  await page.getByRole("button", { name: t("publish_page.submit") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("receipt.title.publish"));
  await expect(page.getByText(t("receipt.step.verified"))).toBeVisible();
  await expect(page.getByText(t("receipt.next.reload_failed"))).toBeVisible();
  expect(readFileSync(`${gateways.openclaw}.ran`, "utf8")).toBe("");
  await recordKept(page, evidence, { secretFields: true });
  canaries.note("revoked resolver token", resolverToken(gateways), "ckr_".length);
  const first = resolve(gateways, evidence);
  expect(Object.values(first.values ?? {})).toEqual(expect.arrayContaining(published(canaries)));

  await page.goto(gatewayUrl);
  await page.getByRole("button", { name: t("gateway.resolver.revoke") }).click();
  await page.getByRole("button", { name: t("gateway.resolver.revoke_confirm"), exact: true }).click();
  await expect(page.getByText(t("gateway.notice.revoked"))).toBeVisible();
  expect(Object.keys(resolve(gateways, evidence).values ?? {})).toEqual([]);

  // The reload fails, so the command does; what it published is there.
  expect(cli(["publish", "--gateway", "whole", "--json"]).status).toBe(1);
  canaries.note("resolver token", resolverToken(gateways), "ckr_".length);
  expect(Object.values(resolve(gateways, evidence).values ?? {})).toEqual(Object.values(first.values ?? {}));
}

/** Secrets that have to arrive: what is never found anywhere might never have been kept. */
function published(canaries: Canaries): string[] {
  const names = [
    "imported key",
    "imported token",
    "API key",
    "setup-token",
    "replacement",
    "key in its place",
  ];
  return names.map((name) => {
    const secret = canaries.secrets[name];
    return typeof secret === "object" ? secret.text : "";
  });
}

const resolverFile = (gateways: Gateways, name: string) => path.join(gateways.whole, "clawkeep", name);

function resolverToken(gateways: Gateways): string {
  return JSON.parse(readFileSync(resolverFile(gateways, "resolver.json"), "utf8")).token;
}

/** Runs the resolver as OpenClaw does. Its standard output is the delivery itself, so only the rest is searched. */
function resolve(gateways: Gateways, evidence: Evidence): { values?: Record<string, string> } {
  const ids = ["main", "ops"].flatMap((agent) => {
    const file = path.join(gateways.whole, `agents/${agent}/agent/auth-profiles.json`);
    const profiles: { keyRef?: { id: string }; tokenRef?: { id: string } }[] = Object.values(
      JSON.parse(readFileSync(file, "utf8")).profiles,
    );
    return profiles.flatMap(({ keyRef, tokenRef }) => keyRef?.id ?? tokenRef?.id ?? []);
  });
  const input = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids });
  const command = resolverFile(gateways, "clawkeep-resolver.cjs");
  const stderrFile = path.join(path.dirname(gateways.openclaw), "resolver-stderr.log");
  const options = { input, env: {} as NodeJS.ProcessEnv, encoding: "utf8" as const };
  const script = `exec "$1" 2>"$2"`;
  const stdout = execFileSync("/bin/sh", ["-c", script, "sh", command, stderrFile], options);
  evidence.add("the resolver's standard error", readFileSync(stderrFile, "utf8"));
  return JSON.parse(stdout);
}
