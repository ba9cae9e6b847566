import { describe, expect, test } from "vitest";
import { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import {
  applyLoginShell,
  planLoginShell,
  runLoginShell,
  type ShellEnvConfig,
} from "#lib/openclaw/login-shell.ts";

const ON: ShellEnvConfig = { enabled: true, timeoutMs: null };
const OFF: ShellEnvConfig = { enabled: false, timeoutMs: null };
const plan = (env: Record<string, string>, config = ON) =>
  planLoginShell(new GatewayEnvironment(env), config);

describe("a login shell is asked", () => {
  test("only when it is enabled, by the config or a variable", () => {
    expect(plan({}, OFF)).toEqual({ runs: false, enabled: false, because: "disabled" });
    expect(plan({ OPENCLAW_LOAD_SHELL_ENV: "0" }, OFF).runs).toBe(false);
    for (const yes of ["1", "true", " Yes ", "ON"])
      expect(plan({ OPENCLAW_LOAD_SHELL_ENV: yes }, OFF).runs).toBe(true);
    expect(plan({}).runs).toBe(true);
  });

  test("only when none of the expected keys is filled and it is not put off", () => {
    expect(plan({ GEMINI_API_KEY: "x" })).toMatchObject({
      runs: false,
      enabled: true,
      because: "already_has_keys",
    });
    expect(plan({ GEMINI_API_KEY: " ", GROQ_API_KEY: "x" }).runs).toBe(true);
    expect(plan({ OPENCLAW_DEFER_SHELL_ENV_FALLBACK: "1" })).toMatchObject({ because: "deferred" });
  });

  test.each([
    ["/bin/sh", "/bin/sh"],
    ["/tmp/evil", "/bin/sh"],
    ["sh", "/bin/sh"],
    ["/bin/../bin/sh", "/bin/sh"],
    ["", "/bin/sh"],
  ])("through %j, which becomes %s", (SHELL, shell) => {
    expect(plan({ SHELL })).toMatchObject({ call: { shell, args: ["-l", "-c", "env -0"] } });
  });

  test("for fifteen seconds, or as long as the config or a variable says, and never over a minute", () => {
    expect(plan({})).toMatchObject({ call: { timeoutMs: 15_000 } });
    expect(plan({ OPENCLAW_SHELL_ENV_TIMEOUT_MS: "300" })).toMatchObject({ call: { timeoutMs: 300 } });
    expect(plan({}, { enabled: true, timeoutMs: 10_000 })).toMatchObject({ call: { timeoutMs: 10_000 } });
    expect(plan({}, { enabled: true, timeoutMs: 0 })).toMatchObject({ call: { timeoutMs: 60_000 } });
    expect(plan({}, { enabled: true, timeoutMs: 9_000_000 })).toMatchObject({ call: { timeoutMs: 60_000 } });
  });
});

describe("what it answers", () => {
  const CALL = { shell: "/bin/sh", args: ["-l", "-c", "env -0"], timeoutMs: 5_000 };

  test("counts for the expected keys only", () => {
    const environment = new GatewayEnvironment({});
    const output = Buffer.from("GROQ_API_KEY=g\0OPENAI_API_KEY=a=b\nc\0XAI\0=x\0GEMINI_API_KEY= \0");
    const applied = applyLoginShell(environment, CALL, "/home/oc", () => output);
    expect(applied).toEqual({ ok: true, appliedKeys: ["OPENAI_API_KEY"] });
    expect(environment.lookup("OPENAI_API_KEY")).toBe("a=b\nc");
    expect(environment.variables().map(({ name, source }) => `${name} ${source}`)).toEqual([
      "OPENAI_API_KEY login_shell",
    ]);
  });

  test("is nothing when it fails", () => {
    const environment = new GatewayEnvironment({});
    expect(applyLoginShell(environment, CALL, null, () => null)).toEqual({ ok: false, appliedKeys: [] });
    expect(environment.variables()).toEqual([]);
  });

  test("comes from an environment without what could change how it starts", () => {
    const environment = new GatewayEnvironment({
      LD_PRELOAD: "x",
      BASH_ENV: "x",
      HOME: "/root",
      ZDOTDIR: "x",
      "A-B": "x",
      PATH: "/bin",
    });
    let seen: Readonly<Record<string, string>> = {};
    applyLoginShell(environment, CALL, "/home/oc", (_, env) => {
      seen = env;
      return Buffer.alloc(0);
    });
    expect(seen).toEqual({ PATH: "/bin", HOME: "/home/oc", OPENCLAW_CLI: "1" });
  });

  test("is taken from a real shell, and a slow one is given up", () => {
    const output = runLoginShell(CALL, { PATH: "/usr/bin:/bin", OPENAI_API_KEY: "from-parent" });
    expect(output?.toString("utf8")).toContain("OPENAI_API_KEY=from-parent\0");
    expect(
      runLoginShell({ ...CALL, args: ["-c", "sleep 20"], timeoutMs: 100 }, { PATH: "/usr/bin:/bin" }),
    ).toBeNull();
    expect(runLoginShell({ ...CALL, shell: "/no/such/shell" }, {})).toBeNull();
    expect(runLoginShell({ ...CALL, args: ["-c", "exit 3"] }, {})).toBeNull();
  });
});
