import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  holdsBytes,
  makePrivateFolder,
  readForReplace,
  replaceFile,
  sha256Of,
} from "#lib/openclaw/durable-file.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const isRoot = process.geteuid?.() === 0;
const NOBODY = 65_534;
const mode = (file: string) => (lstatSync(file).mode & 0o777).toString(8);
const owner = (file: string) => [lstatSync(file).uid, lstatSync(file).gid];

function fileWith(text: string | Buffer): string {
  const file = path.join(temporaryFolder(), "store.json");
  writeFileSync(file, text);
  return file;
}

function asNobody<T>(work: () => T): T {
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("reading for replacement", () => {
  test("gives the text and its bytes, a byte order mark included", () => {
    const file = fileWith("\uFEFF{}é\n");
    expect(readForReplace(file)).toEqual({
      path: file,
      text: "\uFEFF{}é\n",
      bytes: Buffer.from("\uFEFF{}é\n"),
    });
  });

  test("takes an absent file for an empty one, which is not the same as an empty file", () => {
    const file = path.join(temporaryFolder(), "absent");
    expect(readForReplace(file)).toEqual({ path: file, text: "", bytes: null });
    expect(readForReplace(fileWith("")).bytes).toEqual(Buffer.alloc(0));
  });

  test.each([
    ["file_is_symlink", (file: string) => symlinkSync("target", file)],
    ["file_is_symlink", (file: string) => symlinkSync("/nowhere/at/all", file)],
    ["file_not_regular", (file: string) => mkdirSync(file)],
    ["file_not_regular", (file: string) => spawnSync("mkfifo", [file])],
    ["file_hard_linked", (file: string) => linkSync(path.join(path.dirname(file), "target"), file)],
  ])("refuses with %s what is no plain file, and leaves it", (code, make) => {
    const folder = temporaryFolder();
    const file = path.join(folder, "store.json");
    writeFileSync(path.join(folder, "target"), "elsewhere");
    make(file);
    const before = lstatSync(file);
    expect(() => readForReplace(file)).toThrow(expect.objectContaining({ code, params: { file } }));
    const read = { path: file, bytes: null };
    expect(() => replaceFile(read, "new", 0o600)).toThrow(expect.objectContaining({ code }));
    expect(lstatSync(file).ino).toBe(before.ino);
    expect(readFileSync(path.join(folder, "target"), "utf8")).toBe("elsewhere");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("refuses bytes that could not be written back as they are", () => {
    const file = fileWith(Buffer.from([0x7b, 0xff, 0x7d]));
    expect(() => readForReplace(file)).toThrow(expect.objectContaining({ code: "file_not_utf8" }));
  });

  test.runIf(isRoot)("says which file may not be read, and the system's reason", () => {
    const file = fileWith("{}");
    chmodSync(file, 0o600);
    chmodSync(path.dirname(file), 0o755);
    asNobody(() =>
      expect(() => readForReplace(file)).toThrow(
        expect.objectContaining({ code: "file_unreadable", params: { file, cause: "EACCES" } }),
      ),
    );
    chmodSync(path.dirname(file), 0o700);
    asNobody(() =>
      expect(() => readForReplace(file)).toThrow(
        expect.objectContaining({ code: "file_unreadable", params: { file, cause: "EACCES" } }),
      ),
    );
  });
});

describe("comparing", () => {
  const large = Buffer.alloc(200_000, "é");
  test.each([
    ["the same bytes", large, large, true],
    ["nothing and nothing expected", Buffer.alloc(0), Buffer.alloc(0), true],
    ["more than expected", Buffer.concat([large, Buffer.from("x")]), large, false],
    ["less than expected", large.subarray(0, -1), large, false],
    ["another last byte", Buffer.concat([large.subarray(0, -1), Buffer.from("x")]), large, false],
    ["nothing where something is expected", Buffer.alloc(0), large, false],
    ["something where no file is expected", large, null, false],
    ["nothing where no file is expected", Buffer.alloc(0), null, false],
  ])("says whether a file holds the bytes: %s", (_, content, expected, same) => {
    expect(holdsBytes(fileWith(content), expected)).toBe(same);
  });

  test("takes an absent file for no file only", () => {
    const file = path.join(temporaryFolder(), "absent");
    expect(holdsBytes(file, null)).toBe(true);
    expect(holdsBytes(file, Buffer.alloc(0))).toBe(false);
  });
});

describe("replacing", () => {
  test("puts a new file in the place of the old one, private whatever the old one was", () => {
    const file = fileWith("old");
    chmodSync(file, 0o666);
    const before = statSync(file).ino;
    const { sha256 } = replaceFile(readForReplace(file), "new", 0o600);
    expect(readForReplace(file).text).toBe("new");
    expect(sha256).toBe(sha256Of("new"));
    expect(mode(file)).toBe("600");
    expect(statSync(file).ino).not.toBe(before);
    expect(readdirSync(path.dirname(file))).toEqual(["store.json"]);
  });

  test("gives the mode that was asked for under any umask", () => {
    const umask = process.umask(0o277);
    afterThisTest(() => process.umask(umask));
    const file = path.join(temporaryFolder(), "program");
    replaceFile(readForReplace(file), "#!/bin/sh\n", 0o500);
    expect(mode(file)).toBe("500");
  });

  test("writes a large text whole", () => {
    const text = "é".repeat(3_000_000);
    const file = path.join(temporaryFolder(), "large");
    replaceFile(readForReplace(file), text, 0o600);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test.each([
    ["was changed", (file: string) => writeFileSync(file, "theirs"), "theirs"],
    ["was removed", (file: string) => spawnSync("rm", [file]), null],
  ])("is refused when the file %s after it was read, and what is there stays", (_, change, left) => {
    const file = fileWith("old");
    const read = readForReplace(file);
    change(file);
    expect(() => replaceFile(read, "new", 0o600)).toThrow(
      expect.objectContaining({ code: "changed_meanwhile" }),
    );
    expect(existsSync(file) ? readFileSync(file, "utf8") : null).toBe(left);
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("is refused when a file appeared where none was", () => {
    const file = path.join(temporaryFolder(), "store.json");
    const read = readForReplace(file);
    writeFileSync(file, "");
    expect(() => replaceFile(read, "new", 0o600)).toThrow(
      expect.objectContaining({ code: "changed_meanwhile" }),
    );
    expect(readFileSync(file, "utf8")).toBe("");
  });

  test("says the system's reason when it cannot, and leaves nothing behind", () => {
    const file = path.join(temporaryFolder(), "missing/store.json");
    expect(() => replaceFile({ path: file, bytes: null }, "new", 0o600)).toThrow(
      expect.objectContaining({ code: "file_not_written", params: { file, cause: "ENOENT" } }),
    );
  });

  test("sweeps what killed runs left of this file and of no other", () => {
    const file = fileWith("old");
    const folder = path.dirname(file);
    const dead = spawnSync("true").pid;
    const left = (name: string, pid: number) => `.${name}.clawkeep-${pid}-0123456789ab.tmp`;
    const swept = [left("store.json", dead), left("store.json", process.pid)];
    const kept = [
      left("store.json", 1),
      left("other.json", dead),
      "store.json.tmp",
      `.x.clawkeep-${dead}-zz.tmp`,
    ];
    for (const name of [...swept, ...kept]) writeFileSync(path.join(folder, name), "");
    replaceFile(readForReplace(file), "new", 0o600);
    expect(readdirSync(folder).sort()).toEqual(["store.json", ...kept].sort());
  });
});

describe.runIf(isRoot)("as root", () => {
  test("the owner of a replaced file is kept, and a new file gets its folder's", () => {
    const file = fileWith("old");
    const folder = path.dirname(file);
    chownSync(file, NOBODY, 7);
    chownSync(folder, 4321, 8);
    replaceFile(readForReplace(file), "new", 0o600);
    expect(owner(file)).toEqual([NOBODY, 7]);
    const fresh = path.join(folder, "fresh");
    replaceFile(readForReplace(fresh), "new", 0o600);
    expect(owner(fresh)).toEqual([4321, 8]);
  });

  test("a new folder gets the owner of the one it stands in", () => {
    const folder = temporaryFolder();
    chownSync(folder, NOBODY, NOBODY);
    makePrivateFolder(path.join(folder, "agents/main/agent"));
    for (const name of ["agents", "agents/main", "agents/main/agent"]) {
      expect(owner(path.join(folder, name))).toEqual([NOBODY, NOBODY]);
      expect(mode(path.join(folder, name))).toBe("700");
    }
  });
});

test.runIf(isRoot)("as another user a file is not taken from its owner", () => {
  const file = fileWith("old");
  chmodSync(file, 0o644);
  chmodSync(path.dirname(file), 0o777);
  asNobody(() =>
    expect(() => replaceFile(readForReplace(file), "new", 0o600)).toThrow(
      expect.objectContaining({ code: "file_of_another_user", params: { file, uid: 0 } }),
    ),
  );
  expect(readFileSync(file, "utf8")).toBe("old");
});

describe("making a private folder", () => {
  test("leaves one that is there as it is", () => {
    const folder = path.join(temporaryFolder(), "there");
    mkdirSync(folder, { mode: 0o755 });
    chmodSync(folder, 0o755);
    makePrivateFolder(folder);
    expect(mode(folder)).toBe("755");
  });

  test("follows a link to a folder, as OpenClaw does", () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "real"));
    symlinkSync("real", path.join(folder, "link"));
    makePrivateFolder(path.join(folder, "link/agent"));
    expect(statSync(path.join(folder, "real/agent")).isDirectory()).toBe(true);
  });

  test.each([
    ["a file", (at: string) => writeFileSync(at, "mine"), "ENOTDIR"],
    ["a link to nothing", (at: string) => symlinkSync("nowhere", at), "ENOENT"],
  ])("is refused where %s stands in the way", (_, make, cause) => {
    const at = path.join(temporaryFolder(), "agents");
    make(at);
    for (const folder of [at, path.join(at, "main")]) {
      expect(() => makePrivateFolder(folder)).toThrow(
        expect.objectContaining({ code: "file_not_written", params: expect.objectContaining({ cause }) }),
      );
    }
    expect(lstatSync(at).isDirectory()).toBe(false);
  });
});
