import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import type { ConfigChange, PlacedConfigChange } from "#lib/domain/publish-receipt.ts";
import { type ConfigWrite, writeConfig } from "#lib/openclaw/config-write.ts";
import { sha256Of } from "#lib/openclaw/durable-file.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const COMMENTED = `// my gateway
{
  $include: "./base.json5", // shared
  gateway: { mode: 'local', port: 0x4b1e },
  auth: {
    profiles: { 'openai:mine': { provider: "openai", mode: "api_key" } }, /* mine */
  },
  env: { vars: { KEY: "\${HOME_KEY}" } },
}
`;
const set = (path: string[], after: unknown): ConfigChange => ({
  path,
  action: "add",
  before: undefined,
  after,
});
const remove = (path: string[]): ConfigChange => ({ path, action: "remove", before: {}, after: undefined });
const ADD = [set(["auth", "profiles", "openai:work"], { provider: "openai", mode: "api_key" })];
/** Makes changes in the config itself. */
function writeInto(file: string, changes: ConfigChange[]): ConfigWrite | undefined {
  const placed = changes.map((change): PlacedConfigChange => ({ ...change, file, at: change.path }));
  return writeConfig(file, placed).files.at(-1);
}
const mode = (file: string) => (lstatSync(file).mode & 0o777).toString(8);

function configWith(text?: string): string {
  const file = path.join(temporaryFolder(), "openclaw.json");
  if (text !== undefined) writeFileSync(file, text, { mode: 0o644 });
  return file;
}

describe("a config of the user's", () => {
  test("keeps its comments, spelling, includes and variables, and is kept as it was beside", () => {
    const file = configWith(COMMENTED);
    const write = writeInto(file, [...ADD, set(["secrets", "providers", "clawkeep"], { source: "exec" })]);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(
      "// my gateway\n{\n  $include: \"./base.json5\", // shared\n  gateway: { mode: 'local', port: 0x4b1e },",
    );
    expect(text).toContain("} }, /* mine */");
    expect(text).toContain(`\${HOME_KEY}`);
    expect(JSON5.parse(text).auth.profiles).toEqual({
      "openai:mine": { provider: "openai", mode: "api_key" },
      "openai:work": { provider: "openai", mode: "api_key" },
    });
    expect(write).toEqual({ path: file, sha256: sha256Of(text), changed: true });
    expect(readFileSync(`${file}.bak`, "utf8")).toBe(COMMENTED);
    expect([mode(file), mode(`${file}.bak`)]).toEqual(["600", "600"]);
  });

  test("comes back byte for byte when everything is taken out again", () => {
    const file = configWith(COMMENTED);
    writeInto(file, ADD);
    writeInto(file, [remove(["auth", "profiles", "openai:work"])]);
    expect(readFileSync(file, "utf8")).toBe(COMMENTED);
  });

  test("is not touched when there is nothing to change", () => {
    const file = configWith(COMMENTED);
    const before = lstatSync(file);
    for (const changes of [[], [remove(["auth", "profiles", "gone"])]]) {
      expect(writeInto(file, changes)).toEqual({ path: file, sha256: sha256Of(COMMENTED), changed: false });
    }
    expect(lstatSync(file).ino).toBe(before.ino);
    expect(readdirSync(path.dirname(file))).toEqual(["openclaw.json"]);
  });

  test("is made when there is none, and then there is nothing to keep", () => {
    const file = configWith();
    writeInto(file, ADD);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      auth: { profiles: { "openai:work": { provider: "openai", mode: "api_key" } } },
    });
    expect(readdirSync(path.dirname(file))).toEqual(["openclaw.json"]);
  });
});

describe("the files kept", () => {
  const write = (file: string, port: number) => writeInto(file, [set(["gateway", "port"], port)]);
  const backups = (file: string) =>
    ["", ".1", ".2", ".3", ".4", ".5"].map((suffix) =>
      existsSync(`${file}.bak${suffix}`) ? readFileSync(`${file}.bak${suffix}`, "utf8").trim() : null,
    );

  test("are the last five, as with OpenClaw", () => {
    const file = configWith("{}");
    for (let port = 1; port <= 7; port += 1) write(file, port);
    const ports = backups(file).map((text) => text && JSON.parse(text).gateway.port);
    expect(ports).toEqual([6, 5, 4, 3, 2, null]);
  });

  test("do not push each other out when a run was killed behind its backup", () => {
    const file = configWith("{}");
    write(file, 1);
    const now = readFileSync(file, "utf8");
    writeFileSync(`${file}.bak`, now);
    write(file, 2);
    expect(backups(file)).toEqual([now.trim(), null, null, null, null, null]);
  });

  test("may be anything and only a folder stops them", () => {
    const file = configWith("{}");
    const elsewhere = path.join(temporaryFolder(), "elsewhere");
    writeFileSync(elsewhere, "theirs");
    symlinkSync(elsewhere, `${file}.bak`);
    write(file, 1);
    expect(lstatSync(`${file}.bak.1`).isSymbolicLink()).toBe(true);
    expect(readFileSync(elsewhere, "utf8")).toBe("theirs");
    mkdirSync(`${file}.bak.4`);
    writeFileSync(path.join(`${file}.bak.4`, "theirs"), "");
    expect(() => write(file, 2)).toThrow(expect.objectContaining({ code: "file_not_written" }));
    expect(readdirSync(`${file}.bak.4`)).toEqual(["theirs"]);
    expect(JSON.parse(readFileSync(file, "utf8")).gateway.port).toBe(1);
  });
});

describe("a config that must not be written", () => {
  test.each([
    ["does not parse any more", "{ key: sk-FAKE-0123456789 oops }"],
    ["is a list now", "['sk-FAKE-0123456789']"],
    ["is half written", '{ "a": "sk-FAKE-0123456789'],
  ])("because it %s is left, and nothing of it is quoted", (_, text) => {
    const file = configWith(text);
    try {
      writeInto(file, ADD);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "changed_meanwhile", params: { file } });
      expect(`${(error as Error).message}${(error as Error).stack}`).not.toContain("sk-FAKE");
    }
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(readdirSync(path.dirname(file))).toEqual(["openclaw.json"]);
  });

  test("because it is a link is left, and so is what is behind it", () => {
    const file = configWith();
    const target = path.join(temporaryFolder(), "target.json");
    writeFileSync(target, "{}");
    chmodSync(target, 0o644);
    symlinkSync(target, file);
    expect(() => writeInto(file, ADD)).toThrow(expect.objectContaining({ code: "file_is_symlink" }));
    expect(readFileSync(target, "utf8")).toBe("{}");
    expect(mode(target)).toBe("644");
  });
});

describe("included files", () => {
  const INCLUDED = "// theirs\n{ profiles: { 'openai:mine': { provider: 'openai', mode: 'api_key' } } }\n";
  const CONFIG = '{ auth: { $include: "./parts/auth.json5" } }\n';

  function split(): { config: string; included: string } {
    const config = configWith(CONFIG);
    const included = path.join(path.dirname(config), "parts", "auth.json5");
    mkdirSync(path.dirname(included));
    writeFileSync(included, INCLUDED);
    chmodSync(included, 0o640);
    return { config, included };
  }
  const inIncluded = (included: string): PlacedConfigChange => ({
    ...remove(["auth", "profiles", "openai:mine"]),
    file: included,
    at: ["profiles", "openai:mine"],
  });
  const inConfig = (config: string): PlacedConfigChange[] =>
    ADD.map((change) => ({ ...change, file: config, at: change.path }));

  test("keep their mode, and what they were is kept beside them", () => {
    const { config, included } = split();
    const { files } = writeConfig(config, [inIncluded(included)]);
    expect(files.filter((file) => file.changed).map((file) => file.path)).toEqual([included]);
    expect(readFileSync(included, "utf8")).toBe("// theirs\n{ profiles: { } }\n");
    expect(readFileSync(`${included}.bak`, "utf8")).toBe(INCLUDED);
    expect([mode(included), mode(`${included}.bak`)]).toEqual(["640", "600"]);
  });

  test("are written before the config, which a running gateway watches", () => {
    const { config, included } = split();
    const both = writeConfig(config, [...inConfig(config), inIncluded(included)]);
    expect(both.files.map((file) => file.path)).toEqual([included, config]);
    expect(both.noticed).toBe(true);
  });

  test("that change alone make the config look changed, though nothing in it is", () => {
    const { config, included } = split();
    const long = new Date(1_700_000_000_000);
    utimesSync(config, long, long);
    expect(writeConfig(config, [inIncluded(included)]).noticed).toBe(true);
    expect(lstatSync(config).mtimeMs).toBeGreaterThan(long.getTime());
    expect(readFileSync(config, "utf8")).toBe(CONFIG);
    const { mtimeMs } = lstatSync(config);
    expect(writeConfig(config, [inIncluded(included)]).noticed).toBe(false);
    expect(lstatSync(config).mtimeMs).toBe(mtimeMs);
  });

  test.each([
    ["that are gone", (included: string) => rmSync(included), "changed_meanwhile"],
    [
      "that do not parse any more",
      (included: string) => writeFileSync(included, "{ oops"),
      "changed_meanwhile",
    ],
    [
      "that became a link",
      (included: string) => {
        renameSync(included, `${included}.real`);
        symlinkSync(`${included}.real`, included);
      },
      "file_is_symlink",
    ],
    [
      "whose folder became a link",
      (included: string) => {
        renameSync(path.dirname(included), `${path.dirname(included)}.real`);
        symlinkSync(`${path.dirname(included)}.real`, path.dirname(included));
      },
      "changed_meanwhile",
    ],
    [
      "that have a second name",
      (included: string) => linkSync(included, `${included}.second`),
      "file_hard_linked",
    ],
  ])("%s since the plan was made stop everything before the first write", (_, happens, code) => {
    const { config, included } = split();
    happens(included);
    const before = readdirSync(path.dirname(config), { recursive: true });
    expect(() => writeConfig(config, [...inConfig(config), inIncluded(included)])).toThrow(
      expect.objectContaining({ code }),
    );
    expect(readFileSync(config, "utf8")).toBe(CONFIG);
    expect(readdirSync(path.dirname(config), { recursive: true })).toEqual(before);
  });

  test("do not change when the config cannot be written", () => {
    const { config, included } = split();
    writeFileSync(config, "{ oops");
    expect(() => writeConfig(config, [...inConfig(config), inIncluded(included)])).toThrow(
      expect.objectContaining({ code: "changed_meanwhile" }),
    );
    expect(readFileSync(included, "utf8")).toBe(INCLUDED);
  });
});
