import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "#lib/config.ts";
import { translator } from "#lib/messages.ts";
import { Runtime } from "#lib/runtime.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const SECRET = "sk-ant-oat01-FAKE-typed-in-the-wrong-place";

describe("help", () => {
  test("without words lists every command on stdout", async () => {
    const { status, stdout, stderr } = await testTerminal().run("");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("models auth order set");
  });

  test("for the first words lists the commands that begin with them", async () => {
    const { stdout } = await testTerminal().run("models auth --help");
    expect(stdout).toContain("models auth setup-token");
    expect(stdout).not.toContain("gateway add");
  });

  test("speaks the language of the terminal", async () => {
    expect((await testTerminal({ LANG: "zh_CN.UTF-8" }).run("serve --help")).stdout).toContain(
      "用法：clawkeep serve",
    );
    expect(
      (await testTerminal({ LANG: "zh_CN.UTF-8", CLAWKEEP_LANG: "en" }).run("serve --help")).stdout,
    ).toContain("Usage:");
  });

  test("for an unknown command goes to stderr, as wrong usage", async () => {
    const { status, stdout, stderr } = await testTerminal().run("gateway frobnicate");
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr).toMatch(/^There is no such command\./);
    expect(stderr).toContain("gateway add");
  });

  test("makes no files", async () => {
    const terminal = testTerminal();
    await terminal.run("vault init --help");
    await terminal.run("nosuch");
    expect(readdirSync(terminal.home)).toEqual([]);
  });
});

describe("wrong usage", () => {
  test.each([
    ["models", "auth", "paste-token", "--provider", "anthropic", SECRET],
    ["models", "auth", "paste-token", "--provider", "anthropic", `--token=${SECRET}`],
    ["models", "auth", "setup-token", SECRET],
    ["vault", "init", SECRET],
  ])("never repeats a secret that was typed as an argument: %s %s %s", async (...words) => {
    const { status, stdout, stderr } = await testTerminal().run(words);
    expect(status).toBe(64);
    expect(stdout + stderr).not.toContain("FAKE");
    expect(stderr).toContain("Usage: clawkeep");
  });

  test("of a flag without its value names the flag", async () => {
    const { status, stderr } = await testTerminal().run("models auth list --gateway");
    expect(status).toBe(64);
    expect(stderr).toContain("--gateway was given the wrong way");
  });
});

describe("trouble of the system", () => {
  test("a database file that is none is a sentence, not a stack", async () => {
    const terminal = testTerminal();
    const folder = path.join(terminal.home, ".local/share/clawkeep");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, "clawkeep.sqlite"),
      "this is no database, and long enough to be looked at",
    );
    const { status, stdout, stderr } = await terminal.run("gateway list");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`${translator("en")("errors.database_damaged")}\n`);
  });

  test("a data folder that cannot be made is a sentence too", async () => {
    const terminal = testTerminal();
    writeFileSync(path.join(terminal.home, "file"), "");
    const env = { CLAWKEEP_DATA_DIR: path.join(terminal.home, "file/data") };
    const { status, stderr } = await testTerminal(env).run("gateway list");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The system refused .*file\/data.* \(ENOTDIR\)/);
  });
});

describe("the vault", () => {
  test("does not exist at first, and asking makes nothing", async () => {
    const terminal = testTerminal();
    const { status, stdout, stderr } = await terminal.run("vault status");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("clawkeep vault init");
    expect(readdirSync(terminal.home)).toEqual([]);
  });

  test("is made once, and says where its two halves are and that one needs a backup", async () => {
    const terminal = testTerminal();
    const made = await terminal.run("vault init");
    const keyring = path.join(terminal.home, ".config/clawkeep/keyring.json");
    const database = path.join(terminal.home, ".local/share/clawkeep/clawkeep.sqlite");
    expect(made.stdout).toBe(`The vault is made.\nKeyring: ${keyring}\nDatabase: ${database}\n`);
    expect(made.stderr).toContain(`Back up ${keyring}`);
    expect((await terminal.run("vault init")).stdout).toContain("nothing changed");
    expect(await terminal.run("vault status")).toEqual({
      status: 0,
      stdout: `The vault opens.\nKeyring: ${keyring}\nDatabase: ${database}\n`,
      stderr: "",
    });
  });

  test("that others can read is refused with the way to close it", async () => {
    const terminal = testTerminal();
    await terminal.run("vault init");
    const keyring = path.join(terminal.home, ".config/clawkeep/keyring.json");
    chmodSync(keyring, 0o644);
    const { status, stderr } = await terminal.run("vault status");
    expect(status).toBe(1);
    expect(stderr).toContain("chmod 600");
  });

  test.each([
    { flags: "--port 0", env: undefined, says: "--port takes a number" },
    { flags: "--port 80x", env: undefined, says: "--port takes a number" },
    { flags: "--socket relative", env: undefined, says: "--socket takes an absolute path" },
    {
      flags: "--port 3210",
      env: { CLAWKEEP_URL: "console.example.test" },
      says: "CLAWKEEP_URL is not a web address",
    },
  ])("is not made by a console that is started with $flags and says: $says", async ({ flags, env, says }) => {
    const terminal = testTerminal(env);
    const { status, stderr } = await terminal.run(`serve ${flags}`);
    expect(status).toBe(64);
    expect(stderr).toContain(says);
    expect(readdirSync(terminal.home)).toEqual([]);
  });
});

describe("what nobody expected", () => {
  test("is told by its place in the code and not by its message, which may quote anything", {
    tags: ["C08"],
  }, async () => {
    const terminal = testTerminal();
    await terminal.run("vault init");
    const runtime = new Runtime(readConfig({ HOME: terminal.home }));
    runtime.db.raw.exec("ALTER TABLE audit_log RENAME COLUMN subject TO canary_secret");
    runtime.close();
    const { status, stdout, stderr } = await terminal.run("audit list");
    expect({ status, stdout }).toEqual({ status: 70, stdout: "" });
    expect(stderr).toMatch(/^Clawkeep met an error .*SqliteError SQLITE_ERROR/);
    expect(stderr).toContain("\n    at ");
    expect(stderr).not.toMatch(/subject|canary/);
  });
});
