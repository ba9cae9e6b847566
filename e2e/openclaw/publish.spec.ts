import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import JSON5 from "json5";
import { tracesBelow } from "../plaintext.ts";
import { expect, type Home, readJson, serve, test } from "./home.ts";
import { startGateway, turn } from "./running-gateway.ts";

test.describe.configure({ timeout: 600_000 });

/** Obviously fake, of the right shapes, and with characters that every spelling writes differently. */
const SECRETS = {
  work: `sk-FAKE-work-"q"\\b/+%25&<x>-0123456789`,
  workReplaced: `sk-FAKE-replaced-"r"\\c/+%25&<y>-9876543210`,
  spare: "sk-FAKE-spare-fedcba9876543210-spare",
  late: "sk-FAKE-late-00112233445566778899",
  setupToken: { text: `sk-ant-oat01-${"Fake1Token".repeat(9)}`, skip: 13 },
  gatewayToken: "FAKE-gateway-token-4f1d2c3b5a69",
};

const addKey = (home: Home, profileId: string, secret: string) =>
  home.clawkeepDone(
    ["models", "auth", "paste-api-key", "--provider", "fake", "--profile-id", profileId],
    secret,
  );

test("a published profile is a reference that OpenClaw resolves to exactly the vault's secret", async ({
  home,
}) => {
  const console = await serve(home);
  await home.clawkeepDone(["gateway", "add", "--name", "home", "--state-dir", home.stateDir]);
  await addKey(home, "fake:work", SECRETS.work);
  await addKey(home, "fake:spare", SECRETS.spare);
  await home.clawkeepDone(["models", "auth", "setup-token"], SECRETS.setupToken.text);
  await home.clawkeepDone([
    "models",
    "auth",
    "order",
    "set",
    "--provider",
    "fake",
    "fake:spare",
    "fake:work",
  ]);
  await home.clawkeepDone(["publish"]);

  await test.step("the user's config keeps its comments", async () => {
    expect(readFileSync(home.configPath, "utf8")).toContain('gateway: { mode: "local" }, // only here');
  });

  await test.step("models status lists the profiles as references", async () => {
    const status = await home.openclawJson(["models", "status"]);
    expect(labelsOf(status)).toEqual([
      "anthropic:manual=token:ref(exec:main/anthropic:manual)",
      "fake:spare=ref(exec:main/fake:spare)",
      "fake:work=ref(exec:main/fake:work)",
    ]);
  });

  await test.step("models auth order get returns the override, and ours says the same in the same words", async () => {
    const args = ["models", "auth", "order", "get", "--provider", "fake"];
    const theirs = await home.openclawJson(args);
    expect(theirs.order).toEqual(["fake:spare", "fake:work"]);
    const ours = JSON.parse(await home.clawkeepDone([...args, "--json"]));
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect(ours).toMatchObject({ agentId: theirs.agentId, agentDir: theirs.agentDir, order: theirs.order });
  });

  await test.step("a probe of a profile sends the provider that profile's secret", async () => {
    expect(await probe(home, "fake", "fake:work")).toEqual([SECRETS.work]);
    expect(await probe(home, "fake", "fake:spare")).toEqual([SECRETS.spare]);
    expect(await probe(home, "anthropic", "anthropic:manual")).toEqual([SECRETS.setupToken.text]);
  });

  await test.step("secrets audit finds nothing to complain about", async () => {
    const { code, stdout } = await home.openclaw(["secrets", "audit", "--check"]);
    expect(stdout).toContain("clean");
    expect(code).toBe(0);
  });

  await test.step("what OpenClaw did since then is not taken for drift", async () => {
    const preview = JSON.parse(await home.clawkeepDone(["publish", "--dry-run", "--json"]));
    expect(preview).toMatchObject({ upToDate: true, drift: [], changes: [] });
  });

  await test.step("no file under this home holds a secret, OpenClaw's and ours alike", async () => {
    expect(tracesBelow(home.folder, SECRETS)).toEqual([]);
    expect(console.output()).not.toContain("FAKE");
  });

  await test.step("a revoked token gets nothing, one error for each id", async () => {
    await home.clawkeepDone(["gateway", "revoke-token", "home"]);
    const ids = ["main/fake:work", "main/anthropic:manual"];
    const answer = askResolver(home, ids);
    expect(answer.values).toEqual({});
    expect(Object.keys(answer.errors).sort()).toEqual([...ids].sort());
    const { code, stdout } = await home.openclaw(["secrets", "audit", "--check"]);
    expect(stdout).toContain("unresolved=3");
    expect(code).not.toBe(0);
  });

  await test.step("publishing again gives the gateway a new token, which gets everything", async () => {
    await home.clawkeepDone(["publish"]);
    expect(askResolver(home, ["main/fake:work"]).values).toEqual({ "main/fake:work": SECRETS.work });
  });
});

test("a running gateway takes a replaced secret with the next publish, and keeps what was published", async ({
  home,
}) => {
  await serve(home);
  const { url, gateway } = await startGateway(home, SECRETS.gatewayToken);
  const gatewayAt = { url, token: SECRETS.gatewayToken };
  const add = [
    "gateway",
    "add",
    "--name",
    "home",
    "--state-dir",
    home.stateDir,
    "--openclaw",
    home.openclawPath,
  ];
  await home.clawkeepDone([...add, "--url", url, "--token-stdin"], SECRETS.gatewayToken);
  await addKey(home, "fake:work", SECRETS.work);
  await addKey(home, "fake:spare", SECRETS.spare);
  await home.clawkeepDone([
    "models",
    "auth",
    "order",
    "set",
    "--provider",
    "fake",
    "fake:work",
    "fake:spare",
  ]);

  await test.step("the first publish reaches it without a restart", async () => {
    const receipt = JSON.parse(await home.clawkeepDone(["publish", "--json"]));
    expect(receipt).toMatchObject({ verified: true, reload: { kind: "reloaded", warningCount: 0 } });
    expect(await turn(home, gatewayAt)).toEqual([SECRETS.work]);
  });

  await test.step("a replaced secret reaches it too, without a change of its files", async () => {
    await addKey(home, "fake:work", SECRETS.workReplaced);
    const store = readJson(home.storePath).profiles;
    const receipt = JSON.parse(await home.clawkeepDone(["publish", "--json"]));
    expect(receipt).toMatchObject({ verified: true, reload: { kind: "reloaded" }, files: [] });
    expect(readJson(home.storePath).profiles).toEqual(store);
    expect(await turn(home, gatewayAt)).toEqual([SECRETS.workReplaced]);
  });

  await test.step("a new order reaches it, and its own writes do not undo it", async () => {
    await home.clawkeepDone([
      "models",
      "auth",
      "order",
      "set",
      "--provider",
      "fake",
      "fake:spare",
      "fake:work",
    ]);
    await home.clawkeepDone(["publish"]);
    expect(await turn(home, gatewayAt)).toEqual([SECRETS.spare]);
    const store = readJson(home.storePath);
    expect(store.order).toEqual({ fake: ["fake:spare", "fake:work"] });
    expect(Object.keys(store.profiles).sort()).toEqual(["fake:spare", "fake:work"]);
    expect(store.usageStats["fake:spare"].lastUsed).toBeGreaterThan(0);
  });

  await test.step("a gateway that is down is a failure of the reload and not of the publish", async () => {
    await gateway.stop();
    await addKey(home, "fake:late", SECRETS.late);
    const { code, stdout } = await home.clawkeep(["publish", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      verified: true,
      reload: { kind: "failed", code: "reload_unreachable" },
    });
    expect(Object.keys(readJson(home.storePath).profiles)).toContain("fake:late");
  });

  await test.step("no file under this home holds a secret", async () => {
    const ownState = path.join(home.folder, ".openclaw");
    const { gatewayToken: _, ...published } = SECRETS;
    expect(tracesBelow(home.folder, published)).toEqual([]);
    // The gateway's own token is OpenClaw's to keep, and ours to seal.
    const outside = (file: string) => file.startsWith(ownState);
    expect(tracesBelow(home.folder, SECRETS, outside)).toEqual([]);
  });
});

function labelsOf(status: Record<string, unknown>): string[] {
  const { auth } = status as { auth: { providers: { profiles: { labels: string[] } }[] } };
  return auth.providers.flatMap((provider) => provider.profiles.labels).sort();
}

async function probe(home: Home, provider: string, profileId: string): Promise<string[]> {
  home.provider.keys();
  const args = ["models", "status", "--probe", "--probe-provider", provider, "--probe-profile", profileId];
  const status = (await home.openclawJson([...args, "--probe-timeout", "60000"])) as {
    auth: { probes: { results: unknown[] } };
  };
  expect(status.auth.probes.results).toMatchObject([{ profileId, source: "profile", status: "ok" }]);
  return home.provider.keys();
}

type ResolverAnswer = { values: Record<string, string>; errors: Record<string, { code: string }> };

/** Asks the resolver that the config names as OpenClaw does: no environment, its own folder. */
function askResolver(home: Home, ids: string[]): ResolverAnswer {
  const { command } = JSON5.parse(readFileSync(home.configPath, "utf8")).secrets.providers.clawkeep;
  const input = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids });
  const env = {} as NodeJS.ProcessEnv;
  return JSON.parse(execFileSync(command, { input, env, cwd: path.dirname(command), encoding: "utf8" }));
}
