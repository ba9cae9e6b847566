import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ConfigChange } from "#lib/domain/publish-receipt.ts";
import { placeConfigChanges, placementNotes } from "#lib/openclaw/config-placement.ts";
import { writeConfig } from "#lib/openclaw/config-write.ts";
import { type GatewayState, readGatewayState } from "#lib/openclaw/state-dir.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const WORK = { provider: "openai", mode: "api_key" };
const TOKEN = { provider: "openai", mode: "token" };
const PROVIDER = { source: "exec", command: "/old/clawkeep-resolver.cjs", trustedDirs: ["/old"] };
const PATH = ["auth", "profiles", "openai:work"];
const remove: ConfigChange = { path: PATH, action: "remove", before: WORK, after: undefined };
const change: ConfigChange = { path: PATH, action: "change", before: WORK, after: TOKEN };
const add: ConfigChange = {
  path: [...PATH.slice(0, 2), "openai:new"],
  action: "add",
  before: undefined,
  after: WORK,
};

type Files = Record<string, unknown>;

function gatewayWith(files: Files): string {
  const stateDir = path.join(fs.realpathSync(temporaryFolder()), ".openclaw");
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(stateDir, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
  }
  return stateDir;
}

const read = (stateDir: string, env: Record<string, string> = {}): GatewayState =>
  readGatewayState(stateDir, { env, home: null, cwd: null });

/** Where the changes would go, by the name of the file below the state directory. */
function place(stateDir: string, changes: ConfigChange[], env: Record<string, string> = {}) {
  const state = read(stateDir, env);
  const placement = placeConfigChanges(changes, state.config.sources, state);
  const shown = (file: string) => path.relative(stateDir, file);
  return {
    state,
    placement,
    files: placement.changes.map(({ file, at }) => [shown(file), at.join(".")]),
    left: placement.left.map(({ files, reason }) => [files.map(shown), reason]),
    overriding: placement.overriding.map(({ files, reason }) => [files.map(shown), reason]),
  };
}

/** Makes what was placed and gives the config that OpenClaw would load then. */
function make(stateDir: string, changes: ConfigChange[]): Record<string, unknown> {
  const { state, placement } = place(stateDir, changes);
  writeConfig(state.config.file, placement.changes);
  const after = read(stateDir);
  expect(after.findings.filter((finding) => finding.severity === "error")).toEqual([]);
  return after.config.document.object();
}

const SPLIT: Files = {
  "openclaw.json": { auth: { $include: "./parts/auth.json5" }, gateway: { port: 1 } },
  "parts/auth.json5": `// who\n{ profiles: { 'openai:work': ${JSON.stringify(WORK)}, /* mine */ } }\n`,
};

describe("a member that an included file has", () => {
  test("is taken out there, and its neighbours and comments stay", () => {
    const stateDir = gatewayWith(SPLIT);
    expect(place(stateDir, [remove])).toMatchObject({
      files: [["parts/auth.json5", "profiles.openai:work"]],
      left: [],
    });
    const config = fs.readFileSync(path.join(stateDir, "openclaw.json"), "utf8");
    expect(make(stateDir, [remove])).toEqual({ auth: { profiles: {} }, gateway: { port: 1 } });
    expect(fs.readFileSync(path.join(stateDir, "parts/auth.json5"), "utf8")).toContain("// who");
    expect(fs.readFileSync(path.join(stateDir, "openclaw.json"), "utf8")).toBe(config);
  });

  test("is changed there, while a new one goes into the config", () => {
    const stateDir = gatewayWith(SPLIT);
    expect(place(stateDir, [change, add]).files).toEqual([
      ["parts/auth.json5", "profiles.openai:work"],
      ["openclaw.json", "auth.profiles.openai:new"],
    ]);
    expect(make(stateDir, [change, add]).auth).toEqual({
      profiles: { "openai:work": TOKEN, "openai:new": WORK },
    });
  });

  test("is found below includes of includes and in the right one of a list", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { $include: ["a.json", "b.json"], gateway: { port: 1 } },
      "a.json": { auth: { order: { openai: ["openai:work"] } } },
      "b.json": { auth: { $include: "deep/c.json" } },
      "deep/c.json": { profiles: { "openai:work": WORK } },
    });
    expect(place(stateDir, [remove]).files).toEqual([["deep/c.json", "profiles.openai:work"]]);
    expect(make(stateDir, [change]).auth).toEqual({
      order: { openai: ["openai:work"] },
      profiles: { "openai:work": TOKEN },
    });
  });

  test("and the config has too, goes from both, the included file first", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { $include: "a.json", auth: { profiles: { "openai:work": TOKEN } } },
      "a.json": { auth: { profiles: { "openai:work": WORK } } },
    });
    expect(place(stateDir, [remove]).files.map(([file]) => file)).toEqual(["a.json", "openclaw.json"]);
    expect(make(stateDir, [remove])).toEqual({ auth: { profiles: {} } });
  });

  test("and that is a file by itself, goes from the file that includes it", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { auth: { profiles: { "openai:work": { $include: "work.json" } } } },
      "work.json": WORK,
    });
    expect(place(stateDir, [remove]).files).toEqual([["openclaw.json", "auth.profiles.openai:work"]]);
    expect(make(stateDir, [remove])).toEqual({ auth: { profiles: {} } });
  });
});

describe("a file that must not be written", () => {
  const untouched = (stateDir: string, changes: ConfigChange[], env: Record<string, string> = {}) => {
    const tree = () =>
      (fs.readdirSync(stateDir, { recursive: true }) as string[]).map((name) => {
        const file = path.join(stateDir, name);
        const { ino, mtimeMs, mode } = fs.lstatSync(file);
        return [name, ino, mtimeMs, mode, fs.lstatSync(file).isFile() && fs.readFileSync(file, "utf8")];
      });
    const before = tree();
    const placed = place(stateDir, changes, env);
    writeConfig(placed.state.config.file, placed.placement.changes);
    expect(tree()).toEqual(before);
    return placed;
  };

  test("because it is read-only keeps its member, and a change is made over it in the config", () => {
    const stateDir = gatewayWith(SPLIT);
    fs.chmodSync(path.join(stateDir, "parts/auth.json5"), 0o400);
    expect(untouched(stateDir, [remove])).toMatchObject({
      files: [],
      left: [[["parts/auth.json5"], "read_only"]],
    });
    expect(place(stateDir, [change])).toMatchObject({
      files: [["openclaw.json", "auth.profiles.openai:work"]],
      left: [],
      overriding: [[["parts/auth.json5"], "read_only"]],
    });
    expect(make(stateDir, [change]).auth).toEqual({ profiles: { "openai:work": TOKEN } });
  });

  test("because a link leads to it is left, be the link the file or a folder on the way", () => {
    const linked = gatewayWith({ ...SPLIT, "real.json5": SPLIT["parts/auth.json5"] });
    fs.rmSync(path.join(linked, "parts/auth.json5"));
    fs.symlinkSync("../real.json5", path.join(linked, "parts/auth.json5"));
    expect(untouched(linked, [remove]).left).toEqual([[["parts/auth.json5"], "link"]]);

    const folder = gatewayWith(SPLIT);
    fs.renameSync(path.join(folder, "parts"), path.join(folder, "real"));
    fs.symlinkSync("real", path.join(folder, "parts"));
    expect(untouched(folder, [remove]).left).toEqual([[["parts/auth.json5"], "link"]]);
  });

  test("because it is not in the state directory is left, though OpenClaw reads it", () => {
    const stateDir = gatewayWith({ ".env": "" });
    const elsewhere = gatewayWith(SPLIT);
    const env = { OPENCLAW_CONFIG_PATH: path.join(elsewhere, "openclaw.json") };
    const before = fs.readFileSync(path.join(elsewhere, "parts/auth.json5"), "utf8");
    const { placement } = untouched(stateDir, [remove], env);
    expect(placement.left).toMatchObject([
      { files: [path.join(elsewhere, "parts/auth.json5")], reason: "outside" },
    ]);
    expect(fs.readFileSync(path.join(elsewhere, "parts/auth.json5"), "utf8")).toBe(before);
  });

  test.runIf(process.geteuid?.() === 0)("because it belongs to someone else is left", () => {
    const stateDir = gatewayWith(SPLIT);
    fs.chownSync(path.join(stateDir, "parts/auth.json5"), 12_345, 12_345);
    expect(untouched(stateDir, [remove]).left).toEqual([[["parts/auth.json5"], "owner"]]);
  });

  test("because it is included twice is left, as the other place would change too", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { auth: { $include: "auth.json" }, gateway: { copy: { $include: "auth.json" } } },
      "auth.json": { profiles: { "openai:work": WORK } },
    });
    expect(untouched(stateDir, [remove]).left).toEqual([[["auth.json"], "elsewhere"]]);
  });

  test("under two names is seen as one file", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { auth: { $include: "auth.json" }, gateway: { copy: { $include: "link.json" } } },
      "auth.json": { profiles: { "openai:work": WORK } },
    });
    fs.symlinkSync("auth.json", path.join(stateDir, "link.json"));
    expect(untouched(stateDir, [remove]).left).toEqual([[["auth.json"], "elsewhere"]]);
  });

  test("half of a member is not taken out, because OpenClaw would refuse the other half", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { $include: "a.json", auth: { profiles: { "openai:work": { mode: "api_key" } } } },
      "a.json": { auth: { profiles: { "openai:work": { provider: "openai" } } } },
    });
    expect(untouched(stateDir, [remove]).left).toEqual([[["openclaw.json", "a.json"], "several"]]);
  });

  test("does not get a provider put over it whose lists would be joined with its own", () => {
    const stateDir = gatewayWith({
      "openclaw.json": { secrets: { $include: "secrets.json" } },
      "secrets.json": { providers: { clawkeep: PROVIDER } },
    });
    fs.chmodSync(path.join(stateDir, "secrets.json"), 0o400);
    const after = { ...PROVIDER, command: "/new/clawkeep-resolver.cjs", trustedDirs: ["/new"] };
    const provider: ConfigChange = {
      path: ["secrets", "providers", "clawkeep"],
      action: "change",
      before: PROVIDER,
      after,
    };
    expect(untouched(stateDir, [provider]).left).toEqual([[["secrets.json"], "read_only"]]);
    fs.chmodSync(path.join(stateDir, "secrets.json"), 0o600);
    expect(make(stateDir, [provider]).secrets).toEqual({ providers: { clawkeep: after } });
  });
});

test("what is left is said with the file and what to do there, and shows no other member", () => {
  const stateDir = gatewayWith({
    ...SPLIT,
    "parts/auth.json5": { profiles: { "openai:work": WORK }, order: { openai: ["sk-PLANTED-0123456789"] } },
  });
  fs.chmodSync(path.join(stateDir, "parts/auth.json5"), 0o400);
  const file = path.join(stateDir, "parts/auth.json5");
  const { placement } = place(stateDir, [remove, { ...change, path: ["auth", "profiles", "openai:none"] }]);
  const notes = placementNotes(placement);
  expect(notes).toEqual([
    {
      code: "config_left",
      params: {
        member: "auth.profiles.openai:work",
        action: "remove",
        files: file,
        reason: "read_only",
        value: "",
      },
    },
  ]);
  const { sources } = read(stateDir).config;
  expect(JSON.stringify([sources, placement, notes])).not.toContain("PLANTED");
});

test("a file with a name like a variable is a file like any other, because OpenClaw substitutes later", () => {
  const name = `\${PART}.json`;
  const stateDir = gatewayWith({
    "openclaw.json": { auth: { $include: name } },
    [name]: { profiles: { "openai:work": WORK } },
  });
  expect(place(stateDir, [remove]).files).toEqual([[name, "profiles.openai:work"]]);
});
