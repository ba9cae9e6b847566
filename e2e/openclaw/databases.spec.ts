import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { openclawRelease } from "../../scripts/openclaw-release.mjs";
import { tracesBelow } from "../plaintext.ts";
import { expect, type Home, serve, test } from "./home.ts";
import { startGateway, turn } from "./running-gateway.ts";

const RELEASE = "2026.9.6";

test.describe.configure({ timeout: 600_000 });

/** Obviously fake, and of the right shapes. */
const SECRETS = {
  work: "sk-FAKE-work-0123456789abcdef-q7zk2v",
  workReplaced: "sk-FAKE-replaced-9876543210-x4wn8j",
  spare: "sk-FAKE-spare-fedcba9876543210-h3mv6t",
  setupToken: { text: `sk-ant-oat01-${"Fake1Token".repeat(9)}`, skip: 13 },
  gatewayToken: "FAKE-gateway-token-4f1d2c3b5a69",
};
const { gatewayToken, ...PUBLISHED } = SECRETS;

const addKey = (home: Home, profileId: string, secret: string) =>
  home.clawkeepDone(
    ["models", "auth", "paste-api-key", "--provider", "fake", "--profile-id", profileId],
    secret,
  );

const setOrder = (home: Home, ids: string[]) =>
  home.clawkeepDone(["models", "auth", "order", "set", "--provider", "fake", ...ids]);

const publish = async (home: Home) => JSON.parse(await home.clawkeepDone(["publish", "--json"]));

test.describe("a gateway of 2026.9, which keeps its credentials in databases", () => {
  test.use({ release: RELEASE });

  test("is published to, reordered, rotated and cleared through its own commands, and holds no secret", async ({
    home,
  }) => {
    await serve(home);
    const { url } = await startGateway(home, gatewayToken);
    const gateway = { url, token: gatewayToken };
    const add = ["gateway", "add", "--name", "home", "--state-dir", home.stateDir];
    await home.clawkeepDone(
      [...add, "--openclaw", home.openclawPath, "--url", url, "--token-stdin"],
      gatewayToken,
    );

    await test.step("asked, it says which release it is and what it has", async () => {
      const asked = JSON.parse(await home.clawkeepDone(["gateway", "ask", "--json"]));
      expect(asked).toMatchObject({ release: RELEASE, agents: [{ agentId: "main", profiles: [] }] });
    });

    await test.step("what is published works at once, as a reference", async () => {
      await addKey(home, "fake:work", SECRETS.work);
      await addKey(home, "fake:spare", SECRETS.spare);
      await home.clawkeepDone(["models", "auth", "setup-token"], SECRETS.setupToken.text);
      await setOrder(home, ["fake:spare", "fake:work"]);
      const receipt = await publish(home);
      expect(receipt).toMatchObject({ verified: true, reload: { kind: "reloaded", warningCount: 0 } });
      expect(await labels(home)).toEqual([
        "anthropic:manual=token:ref(exec:main/anthropic:manual)",
        "fake:spare=ref(exec:main/fake:spare)",
        "fake:work=ref(exec:main/fake:work)",
      ]);
      expect(await turn(home, gateway)).toEqual([SECRETS.spare]);
    });

    await test.step("a test of one profile reaches the provider with that profile's secret", async () => {
      expect(await probe(home, gateway, "fake:work")).toEqual([SECRETS.work]);
    });

    await test.step("a replaced secret and a new order reach it with the next publish", async () => {
      await addKey(home, "fake:work", SECRETS.workReplaced);
      await setOrder(home, ["fake:work", "fake:spare"]);
      expect(await publish(home)).toMatchObject({ verified: true, reload: { kind: "reloaded" } });
      expect(await turn(home, gateway)).toEqual([SECRETS.workReplaced]);
    });

    await test.step("what is removed here is gone there", async () => {
      await setOrder(home, ["fake:work"]);
      await home.clawkeepDone(["models", "auth", "remove", "fake:spare"]);
      expect(await publish(home)).toMatchObject({ verified: true });
      expect(await labels(home)).toEqual([
        "anthropic:manual=token:ref(exec:main/anthropic:manual)",
        "fake:work=ref(exec:main/fake:work)",
      ]);
      const preview = JSON.parse(await home.clawkeepDone(["publish", "--dry-run", "--json"]));
      expect(preview).toMatchObject({ upToDate: true, drift: [] });
    });

    await test.step("OpenClaw's own audit is clean, and no byte of this home holds a secret", async () => {
      const audit = await home.openclawJson(["secrets", "audit", "--check", "--allow-exec"]);
      expect(audit).toMatchObject({ status: "clean", summary: { plaintextCount: 0 } });
      expect(tracesBelow(home.folder, PUBLISHED)).toEqual([]);
    });

    await test.step("unpublished, it has nothing of the console's any more", async () => {
      const receipt = JSON.parse(await home.clawkeepDone(["unpublish", "--json"]));
      expect(receipt).toMatchObject({ verified: true });
      expect(await labels(home)).toEqual([]);
    });
  });
});

test("a gateway of 2026.3.13 is upgraded to 2026.9 while it is managed, and goes on with the same references", async ({
  home,
}) => {
  await serve(home);
  const add = ["gateway", "add", "--name", "home", "--state-dir", home.stateDir];
  const installed = path.join(home.folder, "openclaw");
  symlinkSync(home.openclawPath, installed);
  await home.clawkeepDone([...add, "--openclaw", installed]);
  await addKey(home, "fake:work", SECRETS.work);
  await addKey(home, "fake:spare", SECRETS.spare);
  await setOrder(home, ["fake:spare", "fake:work"]);
  expect((await home.clawkeep(["publish", "--json"])).stdout).toContain('"verified": true');

  const { openclaw } = openclawRelease(RELEASE);
  rmSync(installed);
  symlinkSync(openclaw, installed);
  home.upgrade(installed);

  await test.step("before the new release has taken its files over, publishing refuses and says what to do", async () => {
    await addKey(home, "fake:work", SECRETS.workReplaced);
    const { code, stderr } = await home.clawkeep(["publish"]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("openclaw doctor --fix");
  });

  await test.step("after it has, nothing is left to publish", async () => {
    expect((await home.openclaw(["doctor", "--fix", "--non-interactive"])).code).toBe(0);
    await home.clawkeepDone(["gateway", "ask"]);
    const preview = JSON.parse(await home.clawkeepDone(["publish", "--dry-run", "--json"]));
    expect(preview).toMatchObject({ changes: [], drift: [], asked: { release: RELEASE } });
    expect(await labels(home)).toEqual([
      "fake:spare=ref(exec:main/fake:spare)",
      "fake:work=ref(exec:main/fake:work)",
    ]);
  });

  await test.step("a gateway of the new release uses the vault's newest secret in the wanted order", async () => {
    await setOrder(home, ["fake:work", "fake:spare"]);
    await home.clawkeep(["publish", "--json"]);
    const { url } = await startGateway(home, gatewayToken);
    expect(await turn(home, { url, token: gatewayToken })).toEqual([SECRETS.workReplaced]);
    expect(tracesBelow(home.folder, PUBLISHED)).toEqual([]);
  });
});

async function labels(home: Home): Promise<string[]> {
  const status = await home.openclawJson(["models", "status"]);
  const { auth } = status as { auth: { providers: { profiles: { labels: string[] } }[] } };
  return auth.providers.flatMap((provider) => provider.profiles.labels).sort();
}

/** The gateway's own test of one profile, and the keys that the provider was sent meanwhile. */
async function probe(
  home: Home,
  { url, token }: { url: string; token: string },
  profileId: string,
): Promise<string[]> {
  home.provider.keys();
  const params = JSON.stringify({ provider: "fake", profileId });
  const call = ["gateway", "call", "models.probe", "--params", params, "--url", url, "--token", token];
  expect(await home.openclawJson([...call, "--timeout", "60000"])).toMatchObject({ status: "ok" });
  return home.provider.keys();
}
