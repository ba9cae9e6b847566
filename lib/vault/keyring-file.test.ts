import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createKeyringFile, readKeyringFile } from "#lib/vault/keyring-file.ts";

const isRoot = process.geteuid?.() === 0;
let folder: string;
let file: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "keyring-"));
  file = path.join(folder, "keyring.json");
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const modeOf = (name: string) => fs.lstatSync(name).mode & 0o7777;

/** Everything below the folder that a refusal could have changed. */
function snapshot(): unknown {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
    const entry = path.join(folder, name);
    const { mode, uid, nlink, ino, mtimeMs } = fs.lstatSync(entry);
    const bytes = fs.lstatSync(entry).isFile() ? fs.readFileSync(entry, "hex") : null;
    return { name, mode, uid, nlink, ino, mtimeMs, bytes };
  });
}

function expectRefusal(action: () => unknown, code: string, params: object = {}): void {
  const before = snapshot();
  expect(action).toThrow(expect.objectContaining({ name: "VaultError", code, params: { file, ...params } }));
  expect(snapshot()).toEqual(before);
}

describe("creating a keyring file", () => {
  test("makes one that only its owner can read, and nothing else", () => {
    createKeyringFile(file, Date.UTC(2026, 10, 22));
    expect(modeOf(file)).toBe(0o600);
    expect(fs.readdirSync(folder)).toEqual(["keyring.json"]);
    expect(fs.lstatSync(file).nlink).toBe(1);
    const keyring = readKeyringFile(file);
    expect(keyring.current.createdAt).toBe("2026-11-22T00:00:00.000Z");
    expect(fs.readFileSync(file, "utf8")).toContain('"format": "clawkeep-keyring"');
  });

  test("makes the folders above it, closed to others", () => {
    file = path.join(folder, "config", "clawkeep", "keyring.json");
    createKeyringFile(file);
    expect(modeOf(path.join(folder, "config"))).toBe(0o700);
    expect(modeOf(path.join(folder, "config", "clawkeep"))).toBe(0o700);
    expect(readKeyringFile(file).keys.size).toBe(1);
  });

  test.each([0, 0o777])("keeps mode 0600 with umask %i", (umask) => {
    const before = process.umask(umask);
    try {
      createKeyringFile(file);
    } finally {
      process.umask(before);
    }
    expect(modeOf(file)).toBe(0o600);
  });

  test.each([
    ["a keyring", () => createKeyringFile(file)],
    ["an empty file", () => fs.writeFileSync(file, "")],
    ["a folder", () => fs.mkdirSync(file)],
    ["a link to nowhere", () => fs.symlinkSync(path.join(folder, "nowhere"), file)],
    ["a link to a file", () => fs.symlinkSync("/etc/hostname", file)],
  ])("never replaces %s", (_what, occupy) => {
    occupy();
    expectRefusal(() => createKeyringFile(file), "keyring_exists");
  });

  test("says why it could not, and leaves nothing behind", () => {
    fs.writeFileSync(path.join(folder, "config"), "a file where a folder should be");
    file = path.join(folder, "config", "keyring.json");
    const refusal = {
      code: "keyring_not_written",
      params: { file, errno: expect.stringMatching(/^(EEXIST|ENOTDIR)$/) },
    };
    const before = snapshot();
    expect(() => createKeyringFile(file)).toThrow(expect.objectContaining(refusal));
    expect(snapshot()).toEqual(before);
  });
});

describe("reading a keyring file", () => {
  test("accepts one that even its owner can only read", () => {
    createKeyringFile(file);
    fs.chmodSync(file, 0o400);
    expect(readKeyringFile(file).keys.size).toBe(1);
  });

  test("refuses a missing one and does not make it", { tags: ["F10"] }, () => {
    expectRefusal(() => readKeyringFile(file), "keyring_missing");
    expect(fs.existsSync(file)).toBe(false);
  });

  test("refuses a folder, a pipe and a device", { tags: ["F10"] }, () => {
    fs.mkdirSync(file);
    expectRefusal(() => readKeyringFile(file), "keyring_not_a_file");
    fs.rmdirSync(file);
    execFileSync("mkfifo", ["-m", "600", file]);
    expectRefusal(() => readKeyringFile(file), "keyring_not_a_file");
    file = "/dev/null";
    expectRefusal(() => readKeyringFile(file), "keyring_not_a_file");
  });

  test("refuses a link, to a good keyring and to nowhere", { tags: ["F10"] }, () => {
    const real = path.join(folder, "real.json");
    createKeyringFile(real);
    fs.symlinkSync(real, file);
    expectRefusal(() => readKeyringFile(file), "keyring_symlink");
    fs.rmSync(real);
    expectRefusal(() => readKeyringFile(file), "keyring_symlink");
  });

  test.each(["0640", "0604", "0620", "0601", "0644", "0666", "0777"])("refuses mode %s", (mode) => {
    createKeyringFile(file);
    fs.chmodSync(file, Number.parseInt(mode, 8));
    expectRefusal(() => readKeyringFile(file), "keyring_readable_by_others", { mode });
  });

  test.skipIf(!isRoot)("refuses the file of another user", () => {
    createKeyringFile(file);
    fs.chownSync(file, 12_345, 12_345);
    expectRefusal(() => readKeyringFile(file), "keyring_wrong_owner", { ownerUid: 12_345, processUid: 0 });
  });

  test("refuses a path that leads through a file", () => {
    fs.writeFileSync(path.join(folder, "config"), "");
    file = path.join(folder, "config", "keyring.json");
    expectRefusal(() => readKeyringFile(file), "keyring_unreadable", { errno: "ENOTDIR" });
  });

  test.each([
    ["empty", ""],
    ["cut short", '{"format":"clawkeep-keyring","version":1,"keys":[{"key":"CANARY'],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ["too large", " ".repeat(65_537)],
  ])("refuses one that is %s", (_what, content) => {
    fs.writeFileSync(file, content, { mode: 0o600 });
    expectRefusal(() => readKeyringFile(file), "keyring_malformed");
  });

  test("refuses one of a later version and leaves it as it is", () => {
    createKeyringFile(file);
    const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, text.replace('"version": 1', '"version": 3'));
    expectRefusal(() => readKeyringFile(file), "keyring_wrong_version", { supported: "1, 2" });
  });
});
