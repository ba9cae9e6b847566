import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Console, expect, signInAs, test } from "./console.ts";
import { labelsOfProject as t } from "./labels.ts";
import { FAKE } from "./secrets.ts";
import { look } from "./watch.ts";

const CLAWKEEP = path.resolve(import.meta.dirname, "../bin/clawkeep");
const HOST_MS = 60_000;
const MOMENTS = 30;
const STORE = "agents/main/agent/auth-profiles.json";

test("a gateway of another host joins, is published to by its host, and is refused once revoked @languages", async ({
  page,
  console,
}) => {
  const host = hostOf(console);
  await signInAs(page, console, "owner");

  await test.step("its host joins with a one-time token, and its page says where it is", async () => {
    const invited = console.cli(["gateway", "invite", "--name", "web-3"]);
    expect(invited.status).toBe(0);
    const join = ["gateway", "join", "--url", console.url, "--token-stdin"];
    expect(host.run(join, invited.stdout).status).toBe(0);
    expect(host.run(join, invited.stdout).status).toBe(1);
    await page.goto("/gateways");
    await page.getByRole("link", { name: "web-3" }).first().click();
    await expect(page.getByText(t("gateway.host.title"))).toBeVisible();
    await look(page, "joined");
  });

  await test.step("publishing waits for the host, which does it and sends the receipt", async () => {
    const paste = ["models", "auth", "paste-api-key", "--provider", "openai", "--profile-id", "openai:work"];
    expect(console.cli([...paste, "--gateway", "web-3"], FAKE.apiKey).status).toBe(0);
    await page
      .getByRole("link", { name: t("gateway.action.publish") })
      .first()
      .click();
    await look(page, "preview");
    await page.getByRole("button", { name: t("publish_page.submit") }).click();
    await expect(page.getByText(t("gateway.host.waiting_title", { kind: "publish" }))).toBeVisible();
    await look(page, "waiting");
    const synced = host.run(["gateway", "sync"]);
    expect(synced).toMatchObject({ status: 0, stderr: "" });
    const store = readFileSync(path.join(host.stateDir, "agents/main/agent/auth-profiles.json"), "utf8");
    expect(JSON.parse(store).profiles["openai:work"].keyRef).toMatchObject({ provider: "clawkeep" });
    expect(store).not.toContain(FAKE.apiKey);
    const { keyRef } = JSON.parse(store).profiles["openai:work"];
    expect(resolved(host.stateDir, keyRef.id)).toBe(FAKE.apiKey);
    await page.reload();
    await expect(page.getByText(t("gateway.host.waiting_title", { kind: "publish" }))).toBeHidden();
    await look(page, "published");
  });

  await test.step("a revoked host gets nothing more, and is told what to do", async () => {
    expect(console.cli(["gateway", "revoke-token", "web-3"]).status).toBe(0);
    const refused = host.run(["gateway", "sync"]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).not.toContain("ckr_");
  });
});

test("a sync that is killed at any of 30 moments leaves every file whole, and the next one does all of it", async ({
  console,
}) => {
  test.setTimeout(240_000);
  const host = hostOf(console);
  const { stdout: token } = console.cli(["gateway", "invite", "--name", "web-3"]);
  expect(host.run(["gateway", "join", "--url", console.url, "--token-stdin"], token).status).toBe(0);
  const paste = ["models", "auth", "paste-api-key", "--provider", "openai", "--profile-id", "openai:work"];
  expect(console.cli([...paste, "--gateway", "web-3"], FAKE.apiKey).status).toBe(0);
  const ask = (kind: string) => expect(console.cli([kind, "--gateway", "web-3"]).status).toBe(0);
  ask("publish");
  const startedMs = performance.now();
  expect(host.run(["gateway", "sync"]).status).toBe(0);
  const wholeMs = performance.now() - startedMs;
  const unfinished: number[] = [];
  for (let moment = 1; moment <= MOMENTS; moment += 1) {
    const kind = moment % 2 === 1 ? "unpublish" : "publish";
    ask(kind);
    await host.killed(["gateway", "sync"], (wholeMs * moment) / MOMENTS);
    for (const file of ["openclaw.json", STORE])
      JSON.parse(readFileSync(path.join(host.stateDir, file), "utf8"));
    const again = host.run(["gateway", "sync", "--json"]);
    expect(again).toMatchObject({ status: 0, stderr: "" });
    if (JSON.parse(again.stdout).done !== null) unfinished.push(moment);
    const { profiles } = JSON.parse(readFileSync(path.join(host.stateDir, STORE), "utf8"));
    expect(Object.keys(profiles)).toEqual(kind === "publish" ? ["openai:work"] : []);
  }
  // A sweep that killed nothing would show nothing.
  expect(unfinished.length).toBeGreaterThan(MOMENTS / 3);
});

/** Another host as far as one machine can be two: a home, a state dir and an environment of its own, and no console's data. */
function hostOf(console: Console) {
  const home = path.join(console.home, "another-host");
  const stateDir = path.join(home, ".openclaw");
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(stateDir, "openclaw.json"), "{}\n", { mode: 0o600 });
  const env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", NODE_ENV: "production" as const };
  return {
    stateDir,
    /** Runs it and ends it after so many milliseconds, unless it has ended by then. */
    async killed(args: string[], afterMs: number) {
      const child = spawn(CLAWKEEP, args, { env, stdio: "ignore" });
      const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
      await new Promise((resolve) => child.once("close", resolve));
      clearTimeout(timer);
    },
    run(args: string[], input = "") {
      const { status, stdout, stderr } = spawnSync(CLAWKEEP, args, {
        env,
        input,
        encoding: "utf8",
        timeout: HOST_MS,
      });
      return { status, stdout, stderr };
    },
  };
}

/** What OpenClaw gets from the resolver that the host installed. */
function resolved(stateDir: string, id: string): string | undefined {
  const command = path.join(stateDir, "clawkeep/clawkeep-resolver.cjs");
  const input = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids: [id] });
  const { stdout } = spawnSync(command, [], {
    input,
    encoding: "utf8",
    env: { NODE_ENV: "production" },
    timeout: HOST_MS,
  });
  return JSON.parse(stdout).values[id];
}
