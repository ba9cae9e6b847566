import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { addEnvFiles } from "#lib/openclaw/env-files.ts";
import { configNameRefusal } from "#lib/openclaw/env-names.ts";
import { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

function folders(files: { cwd?: string; state?: string }) {
  const folder = fs.realpathSync(temporaryFolder());
  const dirs = { cwd: path.join(folder, "cwd"), stateDir: path.join(folder, "state") };
  for (const dir of Object.values(dirs)) fs.mkdirSync(dir);
  if (files.cwd !== undefined) fs.writeFileSync(path.join(dirs.cwd, ".env"), files.cwd, { mode: 0o600 });
  if (files.state !== undefined)
    fs.writeFileSync(path.join(dirs.stateDir, ".env"), files.state, { mode: 0o600 });
  return dirs;
}

const winners = (environment: GatewayEnvironment) =>
  environment
    .variables()
    .filter(({ wins }) => wins)
    .map(({ name, value, source, shadows }) => [name, value.reveal(), source, shadows.join()]);

describe("the .env files", () => {
  test("fill what the process lacks, the working directory's before the state directory's", () => {
    const environment = new GatewayEnvironment({ A: "process", UNSET: undefined });
    const dirs = folders({ cwd: "A=cwd\nB=cwd", state: "A=state\nB=state\nC=state" });
    expect(addEnvFiles(environment, dirs, null)).toEqual([]);
    expect(winners(environment)).toEqual([
      ["A", "process", "process", "cwd_env_file,state_env_file"],
      ["B", "cwd", "cwd_env_file", "state_env_file"],
      ["C", "state", "state_env_file", ""],
    ]);
    const losers = environment.variables().filter(({ wins }) => !wins);
    expect(losers.map(({ name, source, file }) => `${name} ${source} ${path.basename(file ?? "")}`)).toEqual([
      "A cwd_env_file .env",
      "A state_env_file .env",
      "B state_env_file .env",
    ]);
  });

  test("are blocked by a variable that exists and is empty, which is told of", () => {
    const environment = new GatewayEnvironment({ KEY: "" });
    const findings = addEnvFiles(environment, folders({ state: "KEY=value" }), null);
    expect(environment.lookup("KEY")).toBe("");
    expect(findings).toMatchObject([
      { code: "env_empty_blocks", severity: "warning", params: { name: "KEY" } },
    ]);
  });

  test("are one file when the gateway works in its state directory", () => {
    const environment = new GatewayEnvironment({});
    const { stateDir } = folders({ state: "A=1" });
    addEnvFiles(environment, { stateDir, cwd: stateDir }, null);
    expect(environment.variables()).toMatchObject([
      { name: "A", source: "state_env_file", wins: true, shadows: [] },
    ]);
  });

  test("are not read through a link that leads out, and told of when open to others", () => {
    const environment = new GatewayEnvironment({});
    const { stateDir, cwd } = folders({ cwd: "SECRET_OF_ANOTHER=1" });
    fs.symlinkSync(path.join(cwd, ".env"), path.join(stateDir, ".env"));
    const findings = addEnvFiles(environment, { stateDir, cwd: null }, null);
    expect(findings.map(({ code }) => code)).toEqual(["file_is_symlink", "file_outside"]);
    expect(environment.variables()).toEqual([]);

    const open = folders({ state: "A=1" });
    fs.chmodSync(path.join(open.stateDir, ".env"), 0o640);
    expect(addEnvFiles(environment, open, null)).toMatchObject([
      { code: "file_open_to_others", params: { mode: "0640" } },
    ]);
  });

  test("keep their values from being printed", () => {
    const environment = new GatewayEnvironment({ A: "sk-PLANTED-process" });
    addEnvFiles(environment, folders({ state: "B=sk-PLANTED-state" }), null);
    expect(JSON.stringify(environment.variables())).not.toContain("PLANTED");
    expect(JSON.stringify(environment)).not.toContain("PLANTED");
  });
});

test("an environment keeps the order in which variables came, which key rotation follows", () => {
  const environment = new GatewayEnvironment({ B: "1", A: "2" });
  environment.setIfBlank("C", { value: "3", source: "config_env", file: null });
  environment.setIfBlank("B", { value: "4", source: "config_env", file: null });
  expect(environment.variables().map(({ name, wins }) => `${name} ${wins}`)).toEqual([
    "B true",
    "B false",
    "A true",
    "C true",
  ]);
});

describe("a name in the config's env block", () => {
  test.each([
    "NODE_OPTIONS",
    "node_options",
    "LD_PRELOAD",
    "HOME",
    "Pager",
    "GIT_CONFIG_GLOBAL",
    "npm_config_x",
    "ENV",
  ])("%s is dangerous", (name) => {
    expect(configNameRefusal(name)).toBe("dangerous");
  });

  test.each(["", "1A", "A-B", "A B", "ключ"])("%j is not portable", (name) => {
    expect(configNameRefusal(name)).toBe("not_portable");
  });

  test.each(["OPENAI_API_KEY", "a", "_x9", "PATH", "__proto__"])("%s is fine", (name) => {
    expect(configNameRefusal(name)).toBeNull();
  });
});
