import { describe, expect, test } from "vitest";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import type { Terminal } from "#lib/testing/terminal.ts";

const ADD = "models auth add-ref --provider google --profile-id google:env --type api_key";

async function listed(terminal: Terminal) {
  return JSON.parse((await terminal.run("models auth list --json")).stdout).profiles;
}

describe("models auth add-ref", () => {
  test.each([
    { source: "env", secretProvider: "default", id: "GEMINI_API_KEY" },
    { source: "file", secretProvider: "files", id: "/google/apiKey" },
    { source: "exec", secretProvider: "vault", id: "google/api-key" },
  ])("stores a reference of source $source as it is", async ({ source, secretProvider, id }) => {
    const { terminal } = await terminalWithGateway();
    const words = `${ADD} --source ${source} --secret-provider ${secretProvider} --id ${id}`;
    const { status, stdout } = await terminal.run(words);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "Auth profile: google:env (google/api_key)\n" });
    expect(await listed(terminal)).toEqual([
      expect.objectContaining({ source: "ref", tail: null, ref: { source, provider: secretProvider, id } }),
    ]);
  });

  test.each([
    {
      flags: "--source env --secret-provider default --id lower",
      status: 1,
      says: "--id: An env id is the name",
    },
    {
      flags: "--source env --secret-provider Default --id KEY",
      status: 1,
      says: "--secret-provider: This cannot be the alias",
    },
    {
      flags: "--source exec --secret-provider clawkeep --id a/b",
      status: 1,
      says: "The secret provider clawkeep is Clawkeep’s own",
    },
    {
      flags: "--source vault --secret-provider default --id KEY",
      status: 64,
      says: "--source takes one of: env, file, exec.",
    },
    { flags: "--source env --secret-provider default", status: 64, says: "--id is missing." },
    { flags: "--source env --id KEY", status: 64, says: "--secret-provider is missing." },
    { flags: "--secret-provider default --id KEY", status: 64, says: "--source is missing." },
  ])("with $flags stores nothing and says: $says", async ({ flags, status, says }) => {
    const { terminal } = await terminalWithGateway();
    const ran = await terminal.run(`${ADD} ${flags}`);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(says);
    expect(await listed(terminal)).toEqual([]);
  });

  test("does not replace a profile that holds a secret", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run("models auth paste-api-key --provider google --profile-id google:env", FAKE.apiKey);
    const { status, stderr } = await terminal.run(`${ADD} --source env --secret-provider default --id KEY`);
    expect(status).toBe(1);
    expect(stderr).toContain("Agent main has an auth profile “google:env” already.");
    expect(await listed(terminal)).toEqual([expect.objectContaining({ source: "vault", tail: "-key" })]);
  });
});

describe("models auth remove", () => {
  test("marks a profile for removal, once, and says that the gateway keeps it until publishing", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run("models auth paste-api-key --provider openai", FAKE.apiKey);
    const { status, stdout, stderr } = await terminal.run("models auth remove openai:default");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "Auth profile openai:default of agent main is marked for removal.\n",
    });
    expect(stderr).toContain("clawkeep publish");
    expect(await listed(terminal)).toEqual([expect.objectContaining({ publishState: "to_remove" })]);
    const again = await terminal.run("models auth remove openai:default");
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("is already marked for removal");
  });

  test("only forgets an OAuth login, which stays on the gateway", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run("import");
    const { stdout } = await terminal.run("models auth remove openai-codex:me@example.test");
    expect(stdout).toContain("is forgotten here. Its OAuth login stays on the gateway.");
  });

  test("refuses an id that is not there, and removes nothing", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run("models auth paste-api-key --provider openai", FAKE.apiKey);
    const { status, stderr } = await terminal.run("models auth remove openai:nosuch");
    expect(status).toBe(1);
    expect(stderr).toContain("There is no auth profile “openai:nosuch” here.");
    expect((await terminal.run("models auth remove")).status).toBe(64);
    expect((await terminal.run("models auth remove openai:default openai:x")).status).toBe(64);
    expect(await listed(terminal)).toEqual([expect.objectContaining({ publishState: "unpublished" })]);
  });
});
