import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { type ReloadTarget, reloadSecrets } from "#lib/openclaw/openclaw-cli.ts";
import { isRunning } from "#lib/openclaw/running-process.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const TOKEN = "FAKE-gateway-token-0123456789";
const URL = "ws://127.0.0.1:19499";
const OK = `console.log(JSON.stringify({ ok: true, warningCount: 0 }));`;

/** An `openclaw` that notes how it was started, then runs `script`. */
function standIn(script: string): { folder: string; target: ReloadTarget; started: () => Started } {
  const folder = temporaryFolder();
  const openclaw = path.join(folder, "openclaw");
  const record = path.join(folder, "started.json");
  const note = `require("node:fs").writeFileSync(${JSON.stringify(record)}, JSON.stringify({
    argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), pid: process.pid,
    commandLine: require("node:fs").readFileSync("/proc/self/cmdline", "utf8") }));`;
  writeFileSync(openclaw, `#!${process.execPath}\n${note}\n${script}\n`);
  chmodSync(openclaw, 0o755);
  const clientStateDir = path.join(folder, "data/openclaw-client/gw_1");
  const target = {
    openclaw,
    url: URL,
    token: new SecretText(TOKEN),
    clientStateDir,
    env: { PATH: "/usr/bin:/bin", HOME: folder },
  };
  return { folder, target, started: () => JSON.parse(readFileSync(record, "utf8")) as Started };
}

type Started = { argv: string[]; env: Record<string, string>; pid: number; commandLine: string };

describe("the CLI", () => {
  test("is asked to reload secrets, and the token is in no argument and no file", async () => {
    const { folder, target, started } = standIn(OK);
    expect(await reloadSecrets(target)).toEqual({ warningCount: 0 });
    const { argv, env, commandLine } = started();
    expect(argv).toEqual(["secrets", "reload", "--json"]);
    expect(commandLine).not.toContain(TOKEN);
    expect(env.CLAWKEEP_RPC_TOKEN).toBe(TOKEN);
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const file = path.join(folder, name);
      if (lstatSync(file).isFile() && !file.endsWith("started.json")) {
        expect(readFileSync(file, "utf8")).not.toContain(TOKEN);
      }
    }
  });

  test("gets PATH, HOME, its own state dir and nothing else of our environment", async () => {
    const { target, started } = standIn(OK);
    await reloadSecrets(target);
    // A shell and the loader may add variables of their own.
    const names = Object.keys(started().env).filter(
      (name) => !["PWD", "SHLVL", "_", "__CF_USER_TEXT_ENCODING"].includes(name),
    );
    expect(names.sort()).toEqual([
      "CLAWKEEP_RPC_TOKEN",
      "HOME",
      "NO_COLOR",
      "OPENCLAW_NO_RESPAWN",
      "OPENCLAW_STATE_DIR",
      "PATH",
    ]);
    expect(started().env.OPENCLAW_STATE_DIR).toBe(target.clientStateDir);
  });

  test("finds a private config of its own that names the gateway and takes the token from the environment", async () => {
    const { target } = standIn(OK);
    await reloadSecrets(target);
    const config = path.join(target.clientStateDir, "openclaw.json");
    expect(JSON.parse(readFileSync(config, "utf8"))).toEqual({
      gateway: { mode: "remote", remote: { url: URL, token: `\${CLAWKEEP_RPC_TOKEN}` } },
    });
    expect((lstatSync(config).mode & 0o777).toString(8)).toBe("600");
    expect((lstatSync(target.clientStateDir).mode & 0o777).toString(8)).toBe("700");
  });

  test("keeps its state dir between runs, so that it stays the same device", async () => {
    const { target } = standIn(OK);
    await reloadSecrets(target);
    const config = path.join(target.clientStateDir, "openclaw.json");
    const before = lstatSync(config).ino;
    mkdirSync(path.join(target.clientStateDir, "identity"));
    await reloadSecrets(target);
    expect(existsSync(path.join(target.clientStateDir, "identity"))).toBe(true);
    expect(lstatSync(config).ino).toBe(before);
    await reloadSecrets({ ...target, url: "ws://127.0.0.1:19498" });
    expect(readFileSync(config, "utf8")).toContain("19498");
  });

  test.each([
    ["a document", `console.log(JSON.stringify({ ok: true, warningCount: 3 }))`, 3],
    [
      "a log line and then a document",
      `console.log("[x] {y}"); console.log('{"ok":true,"warningCount":2}')`,
      2,
    ],
    ["no number", `console.log('{"ok":true,"warningCount":"many"}')`, 0],
  ])("that ends well and says %s has that many warnings", async (_, script, warningCount) => {
    expect(await reloadSecrets(standIn(script).target)).toEqual({ warningCount });
  });
});

describe("a program that ends well and does not say that secrets were reloaded", () => {
  test.each([
    ["something else", `console.log("reloaded")`],
    ["nothing", ""],
    ["another document", `console.log('{"warningCount": 0}')`],
    ["that it is not so", `console.log('{"ok": false}')`],
    ["half a document", `console.log('{"ok": true')`],
  ])("but %s is not believed", async (_, script) => {
    const { target } = standIn(script);
    await expect(reloadSecrets(target)).rejects.toMatchObject({
      code: "openclaw_not_understood",
      params: { url: URL, file: target.openclaw },
    });
  });
});

const fails = (text: string) => `console.error(${JSON.stringify(text)}); process.exit(1);`;

describe("a reload that failed", () => {
  test.each([
    [
      "reload_unauthorised",
      "gateway closed (1008): unauthorized: gateway token mismatch (set gateway.remote.token)",
    ],
    ["reload_unauthorised", "gateway closed (1008): pairing required"],
    ["reload_unresolved", "GatewayClientRequestError: SecretRefResolutionError: no value"],
    [
      "reload_unresolved",
      "GatewayClientRequestError: SecretProviderResolutionError: secrets.providers.unauthorized.path is not readable",
    ],
    ["reload_url_insecure", 'SECURITY ERROR: Cannot connect to "192.0.2.1" over plaintext ws://.'],
    ["openclaw_node_too_old", "openclaw: Node.js v22.12+ is required (current: v20.20.2)."],
    ["reload_unreachable", "connect ECONNREFUSED 127.0.0.1:19499"],
    ["reload_unreachable", "gateway closed (1006 abnormal closure (no close frame)): no close reason"],
    ["reload_unreachable", "gateway timeout after 30000ms"],
    ["reload_unreachable", "getaddrinfo ENOTFOUND gateway.example.test"],
    ["reload_unreachable", "connect ETIMEDOUT 192.0.2.1:19499"],
    ["reload_failed", "something nobody thought of"],
    ["reload_failed", ""],
  ])("is %s when the CLI says %j, and its words go no further", async (code, text) => {
    const { target } = standIn(fails(`${text} ${TOKEN} sk-FAKE`));
    const error = await reloadSecrets(target).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, params: { url: URL } });
    expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toMatch(/FAKE/);
  });

  test.each([
    { patienceMs: 20_000, runs: 3, code: null },
    { patienceMs: 0, runs: 1, code: "reload_unreachable" },
  ])(
    "because the gateway is away is tried for $patienceMs ms, as it starts itself again",
    async (expected) => {
      const { patienceMs, runs, code } = expected;
      const script = `const fs = require("node:fs"), file = process.env.HOME + "/runs";
      const runs = 1 + (fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0);
      fs.writeFileSync(file, String(runs));
      if (runs < 3) { console.error("connect ECONNREFUSED"); process.exit(1); } ${OK}`;
      const { folder, target } = standIn(script);
      const outcome = await reloadSecrets({ ...target, patienceMs }).catch((error) => error);
      expect(outcome.code ?? null).toBe(code);
      expect(readFileSync(path.join(folder, "runs"), "utf8")).toBe(String(runs));
    },
  );

  test("for any other reason is not tried again", async () => {
    const { folder, target } = standIn(`require("node:fs").appendFileSync(process.env.HOME + "/runs", "x");
      ${fails("unauthorized")}`);
    await expect(reloadSecrets({ ...target, patienceMs: 20_000 })).rejects.toMatchObject({
      code: "reload_unauthorised",
    });
    expect(readFileSync(path.join(folder, "runs"), "utf8")).toBe("x");
  });

  test("is told from what it says on standard output too", async () => {
    const script = `console.log('{"ok":false,"error":"connect ECONNREFUSED"}'); process.exit(1);`;
    await expect(reloadSecrets(standIn(script).target)).rejects.toMatchObject({ code: "reload_unreachable" });
  });

  test("because a signal ended the CLI is a failure", async () => {
    const { target } = standIn(`process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9000);`);
    await expect(reloadSecrets(target)).rejects.toMatchObject({ code: "reload_failed" });
  });

  test.each([
    ["is not there", () => undefined, "ENOENT"],
    ["may not be run", (file: string) => writeFileSync(file, "", { mode: 0o644 }), "EACCES"],
    ["is a folder", (file: string) => mkdirSync(file), "EACCES"],
  ])("because the CLI %s says so", async (_, make, cause) => {
    const openclaw = path.join(temporaryFolder(), "openclaw");
    make(openclaw);
    const { target } = standIn(OK);
    await expect(reloadSecrets({ ...target, openclaw })).rejects.toMatchObject({
      code: "openclaw_not_runnable",
      params: { file: openclaw, cause },
    });
  });
});

describe("a CLI that does not behave", () => {
  test("is ended with everything it started when its time is up", async () => {
    const child = `const c = require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" });
      require("node:fs").writeFileSync(process.env.HOME + "/child", String(c.pid)); setTimeout(() => {}, 60000);`;
    const { folder, target, started } = standIn(child);
    const begun = performance.now();
    await expect(reloadSecrets({ ...target, timeoutMs: 1_500 })).rejects.toMatchObject({
      code: "reload_timeout",
      params: { seconds: 1.5 },
    });
    expect(performance.now() - begun).toBeLessThan(6_000);
    await expect.poll(() => isRunning(started().pid)).toBe(false);
    await expect.poll(() => isRunning(Number(readFileSync(path.join(folder, "child"), "utf8")))).toBe(false);
  });

  test("may say more than we keep", async () => {
    const script = `process.stdout.write('{"ok": true, "warningCount": 1}' + " ".repeat(8 * 1024 * 1024));
      process.stderr.write("x".repeat(8 * 1024 * 1024));`;
    expect(await reloadSecrets(standIn(script).target)).toEqual({ warningCount: 1 });
    const late = `process.stderr.write("x".repeat(8 * 1024 * 1024) + "ECONNREFUSED", () => process.exit(1));`;
    await expect(reloadSecrets(standIn(late).target)).rejects.toMatchObject({ code: "reload_failed" });
  });

  test("gets no input to wait for", async () => {
    const { target } = standIn(`require("node:fs").readFileSync(0); ${OK}`);
    expect(await reloadSecrets(target)).toEqual({ warningCount: 0 });
  });
});
