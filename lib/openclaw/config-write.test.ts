import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import type { ConfigChange } from "#lib/domain/publish-receipt.ts";
import { writeConfig } from "#lib/openclaw/config-write.ts";
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
const mode = (file: string) => (lstatSync(file).mode & 0o777).toString(8);

function configWith(text?: string): string {
  const file = path.join(temporaryFolder(), "openclaw.json");
  if (text !== undefined) writeFileSync(file, text, { mode: 0o644 });
  return file;
}

describe("a config of the user's", () => {
  test("keeps its comments, spelling, includes and variables, and is kept as it was beside", () => {
    const file = configWith(COMMENTED);
    const write = writeConfig(file, [...ADD, set(["secrets", "providers", "clawkeep"], { source: "exec" })]);
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
    writeConfig(file, ADD);
    writeConfig(file, [remove(["auth", "profiles", "openai:work"])]);
    expect(readFileSync(file, "utf8")).toBe(COMMENTED);
  });

  test("is not touched when there is nothing to change", () => {
    const file = configWith(COMMENTED);
    const before = lstatSync(file);
    for (const changes of [[], [remove(["auth", "profiles", "gone"])]]) {
      expect(writeConfig(file, changes)).toEqual({ path: file, sha256: sha256Of(COMMENTED), changed: false });
    }
    expect(lstatSync(file).ino).toBe(before.ino);
    expect(readdirSync(path.dirname(file))).toEqual(["openclaw.json"]);
  });

  test("is made when there is none, and then there is nothing to keep", () => {
    const file = configWith();
    writeConfig(file, ADD);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      auth: { profiles: { "openai:work": { provider: "openai", mode: "api_key" } } },
    });
    expect(readdirSync(path.dirname(file))).toEqual(["openclaw.json"]);
  });
});

describe("the files kept", () => {
  const write = (file: string, port: number) => writeConfig(file, [set(["gateway", "port"], port)]);
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
      writeConfig(file, ADD);
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
    expect(() => writeConfig(file, ADD)).toThrow(expect.objectContaining({ code: "file_is_symlink" }));
    expect(readFileSync(target, "utf8")).toBe("{}");
    expect(mode(target)).toBe("644");
  });
});
