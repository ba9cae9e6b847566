import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readEnvFile, writeEnvFile } from "#lib/openclaw/env-block-file.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

function stateDirWith(text?: string | Buffer): { stateDir: string; file: string } {
  const stateDir = temporaryFolder();
  const file = path.join(stateDir, ".env");
  if (text !== undefined) writeFileSync(file, text, { mode: 0o644 });
  return { stateDir, file };
}

describe("the .env of a state dir", () => {
  test("is written whole and for its owner alone", () => {
    const { stateDir, file } = stateDirWith("A=1\n");
    writeEnvFile(readEnvFile(stateDir), "A=1\nB=2\n");
    expect(readFileSync(file, "utf8")).toBe("A=1\nB=2\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("is made when there is none, and taken away when nothing is left", () => {
    const { stateDir, file } = stateDirWith();
    writeEnvFile(readEnvFile(stateDir), "A=1\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeEnvFile(readEnvFile(stateDir), null);
    expect(existsSync(file)).toBe(false);
    writeEnvFile(readEnvFile(stateDir), null);
    expect(existsSync(file)).toBe(false);
  });

  test.each([null, "A=3\n"])("is left alone when someone changed it in between (%j)", (text) => {
    const { stateDir, file } = stateDirWith("A=1\n");
    const read = readEnvFile(stateDir);
    writeFileSync(file, "A=2\n");
    expect(() => writeEnvFile(read, text)).toThrow("changed_meanwhile");
    expect(readFileSync(file, "utf8")).toBe("A=2\n");
  });

  test.each([
    ["file_not_utf8", (file: string) => writeFileSync(file, Buffer.from([0x41, 0x3d, 0xff]))],
    ["env_file_too_large", (file: string) => writeFileSync(file, "#".repeat(1024 * 1024 + 1))],
    ["file_not_regular", (file: string) => mkdirSync(file)],
    ["file_is_symlink", (file: string) => symlinkSync("elsewhere", file)],
  ])("is refused as %s", (code, make) => {
    const { stateDir, file } = stateDirWith();
    make(file);
    expect(() => readEnvFile(stateDir)).toThrow(code);
  });

  test.runIf(isRoot)("is refused when it belongs to another user than the state dir", () => {
    const { stateDir, file } = stateDirWith("A=1\n");
    chownSync(file, NOBODY, NOBODY);
    expect(() => readEnvFile(stateDir)).toThrow("env_file_foreign_owner");
  });

  test.runIf(isRoot)("stays with its owner when root writes, and is refused to anyone else", () => {
    const { stateDir, file } = stateDirWith("A=1\n");
    for (const each of [stateDir, file]) chownSync(each, NOBODY, NOBODY);
    writeEnvFile(readEnvFile(stateDir), "A=2\n");
    expect(statSync(file).uid).toBe(NOBODY);
    const other = stateDirWith("A=1\n");
    for (const each of [other.stateDir, other.file]) chmodSync(each, 0o755);
    process.seteuid?.(NOBODY);
    try {
      expect(() => readEnvFile(other.stateDir)).toThrow("file_of_another_user");
    } finally {
      process.seteuid?.(0);
    }
    expect(readFileSync(other.file, "utf8")).toBe("A=1\n");
  });
});
