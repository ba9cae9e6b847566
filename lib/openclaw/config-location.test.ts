import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { effectiveHome, locateConfigFile, resolveUserPath } from "#lib/openclaw/config-location.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const context = (env: Record<string, string>, home: string | null = "/home/oc") => ({
  env: (name: string) => env[name],
  home,
});

describe("the config file", () => {
  function layOut(...files: string[]) {
    const home = temporaryFolder();
    for (const file of files) {
      fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
      fs.writeFileSync(path.join(home, file), "{}");
    }
    const locate = (env: Record<string, string> = {}, at: string | null = home) =>
      path.relative(home, locateConfigFile(path.join(home, "state"), context(env, at)));
    return { home, locate };
  }

  test("is openclaw.json in the state directory when there is none anywhere", () => {
    expect(layOut().locate()).toBe("state/openclaw.json");
  });

  test("is the first of its names in the state directory, then in the home's", () => {
    const all = layOut("state/openclaw.json", "state/clawdbot.json", ".openclaw/openclaw.json");
    expect(all.locate()).toBe("state/openclaw.json");
    expect(layOut("state/moltbot.json", ".openclaw/openclaw.json").locate()).toBe("state/moltbot.json");
    expect(layOut(".clawdbot/openclaw.json", ".openclaw/moldbot.json").locate()).toBe(
      ".openclaw/moldbot.json",
    );
    expect(layOut(".clawdbot/clawdbot.json").locate()).toBe(".clawdbot/clawdbot.json");
  });

  test("is not looked for in a home that is not known", () => {
    expect(layOut(".openclaw/openclaw.json").locate({}, null)).toBe("state/openclaw.json");
  });

  test("is the one a variable names, whether it exists or not", () => {
    const { locate } = layOut("state/openclaw.json");
    expect(locate({ OPENCLAW_CONFIG_PATH: " ~/other.json " })).toBe("other.json");
    expect(locate({ OPENCLAW_CONFIG_PATH: " " })).toBe("state/openclaw.json");
  });
});

describe("a path of the user", () => {
  test.each([
    ["~", "/home/oc"],
    ["~/a/../b", "/home/oc/b"],
    [" /x//y ", "/x/y"],
    ["~other/a", null],
    ["relative/a", null],
    ["/a\0b", null],
    ["", null],
  ])("%j means %j", (written, expected) => {
    expect(resolveUserPath(written, context({}))).toBe(expected);
  });

  test("below a home that is not known is not known", () => {
    expect(resolveUserPath("~/a", context({}, null))).toBeNull();
  });

  test("counts from OPENCLAW_HOME, else HOME, else the home that was given", () => {
    expect(effectiveHome(context({ OPENCLAW_HOME: "/srv/oc", HOME: "/root" }))).toBe("/srv/oc");
    expect(effectiveHome(context({ OPENCLAW_HOME: "~/x", HOME: "/root" }))).toBe("/root/x");
    expect(effectiveHome(context({ HOME: "/root" }))).toBe("/root");
    expect(effectiveHome(context({}))).toBe("/home/oc");
    expect(effectiveHome(context({ OPENCLAW_HOME: "relative" }))).toBeNull();
    expect(effectiveHome(context({ OPENCLAW_HOME: "~" }, null))).toBeNull();
  });
});
