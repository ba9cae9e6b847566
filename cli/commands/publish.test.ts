import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FAKE, storePathOf } from "#lib/testing/gateway.ts";
import { MAIN_STORE, terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const CONFIG = "// mine\n{ gateway: { port: 18789 } }\n";
const SECRETS = [FAKE.apiKey, FAKE.otherApiKey, FAKE.setupToken];

/** Every file below a folder with its text. */
function filesOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    path.join(folder, name),
  );
  return new Map(
    names.filter((name) => statSync(name).isFile()).map((name) => [name, readFileSync(name, "utf8")]),
  );
}

async function imported() {
  const made = await terminalWithGateway({ config: CONFIG, stores: { main: MAIN_STORE } });
  await made.terminal.run("import");
  return made;
}

describe("publish --dry-run", () => {
  test("shows the difference as lines that come, change and go, and writes nothing", async () => {
    const { terminal, folder } = await imported();
    await terminal.run("models auth paste-token --provider openai --expires-in 2027-01-31", FAKE.otherApiKey);
    const before = filesOf(folder);
    const { status, stdout } = await terminal.run("publish --dry-run");
    expect(status).toBe(0);
    const lines = stdout.split("\n");
    expect(lines).toContain("Agent main");
    expect(lines).toContain(
      "  ~ openai:default  secret in plain text → exec:clawkeep:main/openai:default (was on the gateway before)",
    );
    expect(lines).toContain(
      "  + openai:manual  openai  token  exec:clawkeep:main/openai:manual  Expires 2027-01-31 23:59 UTC",
    );
    expect(stdout).toMatch(/^ {2}\+ secrets\.providers\.clawkeep: \{"source":"exec"/m);
    expect(stdout).toMatch(/^ {2}\+ a resolver token of the gateway’s own$/m);
    expect(filesOf(folder)).toEqual(before);
    for (const secret of SECRETS) expect(terminal.printed()).not.toContain(secret);
  });

  test("says so when there is nothing to do", async () => {
    const { terminal } = await imported();
    await terminal.run("publish");
    const { status, stdout } = await terminal.run("publish --dry-run");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "Nothing to publish: the gateway has what is wanted here.\n",
    });
  });

  test("names what someone changed on the gateway since", async () => {
    const { terminal, folder } = await imported();
    await terminal.run("publish");
    const store = JSON.parse(readFileSync(storePathOf(folder), "utf8"));
    store.order = { openai: ["openai:other"] };
    store.profiles["anthropic:work"].expires = 1_999_999_999_999;
    writeFileSync(storePathOf(folder), JSON.stringify(store));
    const { stdout } = await terminal.run("publish --dry-run");
    expect(stdout).toContain(
      "Someone changed anthropic:work of agent main on the gateway since the last publish.",
    );
    expect(stdout).toContain("Someone changed the order override for openai of agent main on the gateway");
    expect(stdout).toContain(
      "  ~ order openai: openai:other → openai:default (someone changed it on the gateway)",
    );
  });
});

describe("publish", () => {
  test("prints a receipt, and leaves no secret on the gateway or the screen", async () => {
    const { terminal, folder } = await imported();
    const { status, stdout } = await terminal.run("publish --gateway local");
    expect(status).toBe(0);
    expect(stdout).toContain(`Wrote: ${storePathOf(folder)} (sha256 `);
    expect(stdout).toContain(
      "If the gateway is running, let it reload now; until then it works with what it had, and may write that back: openclaw secrets reload",
    );
    expect(stdout).toMatch(/^Read back: the gateway’s files hold exactly what was published\.$/m);
    expect(stdout).toMatch(/^Receipt: pub_\w+$/m);
    const texts = [...filesOf(folder).values(), terminal.printed()].join("\n");
    for (const secret of SECRETS) expect(texts).not.toContain(secret);
    const kept = JSON.parse(readFileSync(storePathOf(folder), "utf8"));
    expect(kept.usageStats).toEqual(MAIN_STORE.usageStats);
    expect(kept.profiles["openai-codex:me@example.test"]).toEqual(
      MAIN_STORE.profiles["openai-codex:me@example.test"],
    );
  });

  test("--json prints the receipt as data", async () => {
    const { terminal } = await imported();
    const receipt = JSON.parse((await terminal.run("publish --json")).stdout);
    expect(receipt).toMatchObject({ kind: "publish", verified: true, reload: { kind: "by_hand" } });
    expect(receipt.files.length).toBeGreaterThan(0);
  });

  test("ends the note that order get gives", async () => {
    const { terminal } = await imported();
    await terminal.run(
      "models auth paste-api-key --provider openai --profile-id openai:two",
      FAKE.otherApiKey,
    );
    await terminal.run("models auth order set --provider openai openai:two openai:default");
    await terminal.run("publish");
    const { stdout, stderr } = await terminal.run("models auth order get --provider openai");
    expect(stdout).toContain("Order override: openai:two, openai:default\n");
    expect(stderr).toBe("");
    const { stdout: list } = await terminal.run("models auth list");
    expect(list).toMatch(/^openai:two .* published /m);
  });

  test("of a malformed gateway is refused and writes nothing", { tags: ["I01"] }, async () => {
    const { terminal, folder } = await imported();
    writeFileSync(storePathOf(folder), `{"profiles": ${FAKE.apiKey}`);
    const before = filesOf(folder);
    const { status, stdout, stderr } = await terminal.run("publish");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(storePathOf(folder));
    expect(filesOf(folder)).toEqual(before);
    expect(terminal.printed()).not.toContain(FAKE.apiKey);
  });
});

describe("a published gateway", () => {
  test("cannot be removed before it is unpublished, which takes everything of ours away", async () => {
    const { terminal, folder } = await imported();
    await terminal.run("publish");
    const refused = await terminal.run("gateway remove local");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("Gateway local still has");
    const revoked = await terminal.run("gateway revoke-token local");
    expect(revoked.stdout).toBe("Revoked the resolver token of gateway local.\n");

    const { status, stdout } = await terminal.run("unpublish");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}- openai:default /m);
    expect(stdout).toMatch(/^ {2}- \S+clawkeep-resolver\S*$/m);
    const store = readFileSync(storePathOf(folder), "utf8");
    expect(store).not.toContain("clawkeep");
    expect((await terminal.run("gateway remove local")).status).toBe(0);
  });
});
