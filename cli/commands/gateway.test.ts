import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { stateDir, storePathOf } from "#lib/testing/gateway.ts";
import { MAIN_STORE, terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const TOKEN = "FAKE-gateway-token-0123456789";

async function names(terminal: { run(words: string): Promise<{ stdout: string }> }): Promise<string[]> {
  const view = JSON.parse((await terminal.run("gateway list --json")).stdout);
  return view.gateways.map((gateway: { name: string }) => gateway.name);
}

describe("gateway add", () => {
  test("registers a state dir, writes nothing there, and says what to do next", async () => {
    const terminal = testTerminal();
    const folder = stateDir({ stores: { main: MAIN_STORE } });
    const before = readFileSync(storePathOf(folder), "utf8");
    const added = await terminal.run(["gateway", "add", "--name", "Living room", "--state-dir", folder]);
    expect(added).toEqual({
      status: 0,
      stdout: `Gateway: Living room\nState directory: ${folder}\n`,
      stderr: 'See what it has, then take it over: clawkeep import --gateway "Living room" --dry-run\n',
    });
    expect(await names(terminal)).toEqual(["Living room"]);
    expect(readFileSync(storePathOf(folder), "utf8")).toBe(before);
  });

  test("reads the gateway's own token from standard input, and no list shows it", async () => {
    const terminal = testTerminal();
    await terminal.run("vault init");
    const words = `gateway add --name local --state-dir ${stateDir()} --url ws://127.0.0.1:18789 --token-stdin`;
    expect((await terminal.run(words, `${TOKEN}\n`)).status).toBe(0);
    const listed = await terminal.run("gateway list");
    expect(listed.stdout).toContain("ws://127.0.0.1:18789");
    await terminal.run("gateway list --json");
    await terminal.run("gateway show");
    await terminal.run("audit list --json");
    expect(terminal.printed()).not.toContain("FAKE");
  });

  test.each([
    { flags: "--name a/b --state-dir .", status: 1, says: "--name: A gateway’s name begins" },
    {
      flags: "--name local --state-dir /nosuch/place",
      status: 1,
      says: "There is no folder at /nosuch/place.",
    },
    {
      flags: "--name local --state-dir . --url http://x",
      status: 1,
      says: "--url: This is not the address of a gateway",
    },
    { flags: "--name local --state-dir . --token-stdin", status: 64, says: "--token-stdin goes with --url" },
    { flags: "--name local", status: 64, says: "--state-dir is missing." },
    { flags: "--state-dir .", status: 64, says: "--name is missing." },
  ])("with $flags registers nothing and says: $says", async ({ flags, status, says }) => {
    const terminal = testTerminal();
    const ran = await terminal.run(`gateway add ${flags}`, TOKEN);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(says);
    expect(await names(terminal)).toEqual([]);
  });

  test("refuses a name or a folder that is registered already", async () => {
    const { terminal, folder } = await terminalWithGateway();
    const sameName = await terminal.run(["gateway", "add", "--name", "local", "--state-dir", stateDir()]);
    const sameFolder = await terminal.run([
      "gateway",
      "add",
      "--name",
      "other",
      "--state-dir",
      `${folder}/.`,
    ]);
    expect([sameName.status, sameFolder.status]).toEqual([1, 1]);
    expect(sameName.stderr).toContain("There is a gateway named local already.");
    expect(sameFolder.stderr).toContain("Gateway local is registered with");
    expect(await names(terminal)).toEqual(["local"]);
  });
});

describe("gateway show", () => {
  test("tells of the agents, their files and what is worth knowing, and quotes no secret", async () => {
    const config = '{ agents: { list: [{ id: "main" }, { id: "Ops Team", default: true }] } }\n';
    const { terminal, folder } = await terminalWithGateway({
      config,
      stores: { main: MAIN_STORE, ops: "{ not json" },
    });
    const { status, stdout } = await terminal.run("gateway show local");
    expect(status).toBe(0);
    expect(stdout).toContain(`State directory: ${folder}`);
    expect(stdout).toMatch(/^main +4 +0 +.*agents\/main\/agent\/auth-profiles\.json$/m);
    expect(stdout).toMatch(/^ops-team \(default\) +0 +0/m);
    expect(stdout).toContain(`${storePathOf(folder, "ops")}:1:3`);
    expect(terminal.printed()).not.toContain("FAKE");
  });
});

describe("one of several gateways", () => {
  test("must be named; a usage error lists the names", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run(["gateway", "add", "--name", "工作", "--state-dir", stateDir()]);
    const { status, stderr } = await terminal.run("models auth list");
    expect(status).toBe(64);
    expect(stderr).toContain("There are several gateways. Say which one with --gateway: local, 工作");
    expect((await terminal.run("models auth list --gateway 工作")).status).toBe(0);
  });

  test("that does not exist is refused by name", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stderr } = await terminal.run("models auth list --gateway nosuch");
    expect(status).toBe(1);
    expect(stderr).toContain("There is no gateway “nosuch” here.");
  });

  test("is not asked for when there is none", async () => {
    const { status, stderr } = await testTerminal().run("models auth list");
    expect(status).toBe(64);
    expect(stderr).toContain("No gateway is registered yet.");
  });
});

describe("gateway remove", () => {
  test("forgets a gateway with what was kept for it", async () => {
    const { terminal, folder } = await terminalWithGateway();
    await terminal.run("import");
    const before = readFileSync(storePathOf(folder), "utf8");
    const { status, stdout } = await terminal.run("gateway remove local");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "Removed gateway local and the 4 profiles kept for it.\n",
    });
    expect(await names(terminal)).toEqual([]);
    expect(readFileSync(storePathOf(folder), "utf8")).toBe(before);
  });

  test("needs a name even when there is one gateway", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stderr } = await terminal.run("gateway remove");
    expect(status).toBe(64);
    expect(stderr).toContain("NAME is missing.");
    expect(await names(terminal)).toEqual(["local"]);
  });
});

test("a gateway that never had a resolver token has none to revoke", async () => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout } = await terminal.run("gateway revoke-token local");
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: "Gateway local had no resolver token to revoke.\n",
  });
});

test("a relative state dir is taken from where the command runs", async () => {
  const terminal = testTerminal();
  const folder = stateDir();
  const relative = path.relative(process.cwd(), folder);
  expect(
    (await terminal.run(["gateway", "add", "--name", "local", "--state-dir", relative])).stdout,
  ).toContain(folder);
});
