import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const OWN = "# mine\nHF_TOKEN=\nOPENAI_API_KEYS=sk-FAKE-list-0123456789,sk-FAKE-list-0123456789";

async function terminalWithEnv(text: string | null = OWN) {
  const { terminal, folder } = await terminalWithGateway();
  const file = path.join(folder, ".env");
  if (text !== null) writeFileSync(file, text, { mode: 0o600 });
  return { terminal, file };
}

describe("keys set", () => {
  test("writes the key from standard input, says where and that it is plaintext, and never the key", async () => {
    const { terminal, file } = await terminalWithEnv();
    const ran = await terminal.run("keys set --gateway local --variable OPENAI_API_KEY", `${FAKE.apiKey}\n`);
    expect(ran).toMatchObject({ status: 0, stdout: `Wrote OPENAI_API_KEY to ${file}.\n` });
    expect(ran.stderr).toContain("plaintext");
    expect(ran.stderr).toContain("reads .env only when it starts");
    expect(parseDotenv(readFileSync(file, "utf8"))).toContainEqual({
      name: "OPENAI_API_KEY",
      value: FAKE.apiKey,
    });
    expect(terminal.printed()).not.toContain(FAKE.apiKey);
  });

  test("copies the secret of a profile", async () => {
    const { terminal, file } = await terminalWithEnv();
    await terminal.run("models auth paste-api-key --provider openai", FAKE.apiKey);
    const words = "keys set --variable OPENAI_API_KEY --from-profile openai:default";
    expect((await terminal.run(words)).status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain(FAKE.apiKey);
    const ghost = await terminal.run(`${words} --agent ghost`);
    expect(ghost).toMatchObject({ status: 1, stdout: "" });
  });

  test.each([
    ["keys set", 64, "--variable is missing."],
    ["keys set --variable PATH", 1, "--variable: Clawkeep writes only credentials"],
    ["keys set --variable openai", 1, "--variable: This cannot be the name of a variable."],
  ])("refuses %s before it asks for a key", async (words, status, says) => {
    const { terminal, file } = await terminalWithEnv();
    const ran = await terminal.run(words, FAKE.apiKey);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(says);
    expect(readFileSync(file, "utf8")).toBe(OWN);
  });

  test("leaves an edited block alone until --overwrite", async () => {
    const { terminal, file } = await terminalWithEnv();
    await terminal.run("keys set --variable OPENAI_API_KEY", FAKE.apiKey);
    const edited = readFileSync(file, "utf8").replace(FAKE.apiKey, "sk-FAKE-edited");
    writeFileSync(file, edited);
    const refused = await terminal.run("keys set --variable XAI_API_KEY", FAKE.otherApiKey);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("Someone changed Clawkeep’s block");
    expect(readFileSync(file, "utf8")).toBe(edited);
    expect((await terminal.run("keys list")).stderr).toContain("Someone changed Clawkeep’s block");
    await terminal.run("keys set --variable XAI_API_KEY --overwrite", FAKE.otherApiKey);
    expect(readFileSync(file, "utf8")).toContain(FAKE.apiKey);
  });
});

describe("keys remove", () => {
  test.each([OWN, null])("leaves the file as it was before (%j)", async (text) => {
    const { terminal, file } = await terminalWithEnv(text);
    await terminal.run("keys set --variable OPENAI_API_KEY", FAKE.apiKey);
    const ran = await terminal.run("keys remove --variable OPENAI_API_KEY");
    expect(ran).toMatchObject({ status: 0, stdout: `Removed OPENAI_API_KEY from ${file}.\n` });
    expect(existsSync(file) ? readFileSync(file, "utf8") : null).toBe(text);
  });

  test("refuses a variable that was not written from here", async () => {
    const { terminal } = await terminalWithEnv();
    const { status, stderr } = await terminal.run("keys remove --variable HF_TOKEN");
    expect(status).toBe(1);
    expect(stderr).toContain("Clawkeep wrote no variable HF_TOKEN");
  });
});

describe("keys list", () => {
  test("says each source in its precedence, what counts, and the rotation list with its duplicates", async () => {
    const { terminal } = await terminalWithEnv();
    await terminal.run("keys set --variable OPENAI_API_KEY", FAKE.apiKey);
    const { stdout } = await terminal.run("keys list --gateway local");
    const lines = stdout.split("\n");
    const sources = lines.slice(1, 7).map((line) => line.split("  ")[0]);
    expect(sources).toEqual([
      "Process environment",
      ".env of the working directory",
      ".env of the state directory",
      "env in the config",
      "env.vars in the config",
      "Login shell",
    ]);
    expect(stdout).toMatch(/huggingface +HF_TOKEN +empty +\.env of the state directory +Set to nothing/);
    expect(stdout).toMatch(
      /openai +OPENAI_API_KEY +…-key +\.env of the state directory +Used when no profile/,
    );
    expect(stdout).toContain(
      "Rotation list of openai:\n  1. …6789  OPENAI_API_KEYS\n  2. …6789  OPENAI_API_KEYS  (the same as in OPENAI_API_KEYS)\n  3. …-key  OPENAI_API_KEY\n",
    );
    expect(stdout).toMatch(/OPENAI_API_KEY +…-key +pasted +As written/);
    expect(stdout).not.toMatch(/FAKE/);
  });

  test("gives the same as JSON, without any value", async () => {
    const { terminal, file } = await terminalWithEnv();
    await terminal.run("keys set --variable OPENAI_API_KEY", FAKE.apiKey);
    const { stdout } = await terminal.run("keys list --json");
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      gateway: "local",
      envFile: file,
      service: null,
      managed: [{ variable: "OPENAI_API_KEY", masked: "…-key", profile: null }],
      block: { state: "as_written", keys: [{ variable: "OPENAI_API_KEY", inFile: "as_written" }] },
    });
    expect(document.sources.map(({ source }: { source: string }) => source)).toEqual([
      "process",
      "cwd_env_file",
      "state_env_file",
      "config_env",
      "config_env_vars",
      "login_shell",
    ]);
    expect(stdout).not.toMatch(/FAKE/);
  });

  test("shows the rest also when nothing could be written to the file", async () => {
    const { terminal, file } = await terminalWithEnv(null);
    symlinkSync("/nowhere/at/all", file);
    const { status, stdout, stderr } = await terminal.run("keys list");
    expect(status).toBe(0);
    expect(stdout).toContain("Process environment");
    expect(stderr).toContain("is a symbolic link");
    const json = JSON.parse((await terminal.run("keys list --json")).stdout);
    expect(json.block).toEqual({ state: "refused", code: "file_is_symlink" });
  });
});
