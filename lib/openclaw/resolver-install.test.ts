import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  installResolver,
  readInstalledResolver,
  removeResolver,
  resolverPaths,
  resolverText,
} from "#lib/openclaw/resolver-install.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;
const TEMPLATE = '#!/usr/bin/env node\nprocess.stdout.write("answer");\n';
const SETTINGS = { url: "http://127.0.0.1:3210", token: "ckr_FAKE" };
const mode = (file: string) => (lstatSync(file).mode & 0o777).toString(8);

function installed(stateDir = temporaryFolder(), text = resolverText(TEMPLATE, process.execPath)) {
  installResolver(stateDir, text, SETTINGS);
  return { stateDir, text, ...resolverPaths(stateDir) };
}

describe("an installed resolver", () => {
  test("runs without a PATH, by the Node that installed it", () => {
    const { command } = installed();
    expect(readFileSync(command, "utf8").split("\n")[0]).toBe(`#!${process.execPath}`);
    expect(spawnSync(command, { env: {} as NodeJS.ProcessEnv, encoding: "utf8" }).stdout).toBe("answer");
  });

  test("is private: folder 0700, program 0500, settings 0400, nothing else", () => {
    const { folder, command, settings } = installed();
    expect([mode(folder), mode(command), mode(settings)]).toEqual(["700", "500", "400"]);
    expect(readdirSync(folder).sort()).toEqual([path.basename(command), path.basename(settings)].sort());
  });

  test("is read back as it was installed", () => {
    const { stateDir, text } = installed();
    expect(readInstalledResolver(stateDir)).toEqual({ text, settings: SETTINGS });
    expect(readInstalledResolver(temporaryFolder())).toEqual({ text: null, settings: null });
  });

  test("that is as it should be is not written again", () => {
    const { stateDir, text, command, settings } = installed();
    const before = [lstatSync(command).ino, lstatSync(settings).ino];
    installResolver(stateDir, text, SETTINGS);
    expect([lstatSync(command).ino, lstatSync(settings).ino]).toEqual(before);
  });

  test("gets its text, its settings and its modes put right", () => {
    const { stateDir, text, command, settings } = installed();
    chmodSync(command, 0o777);
    chmodSync(settings, 0o644);
    installResolver(stateDir, text, SETTINGS);
    expect([mode(command), mode(settings)]).toEqual(["500", "400"]);
    installResolver(stateDir, `${text}// newer\n`, { ...SETTINGS, token: "ckr_FAKE_two" });
    expect(readInstalledResolver(stateDir)).toEqual({
      text: `${text}// newer\n`,
      settings: { ...SETTINGS, token: "ckr_FAKE_two" },
    });
  });

  test.each([["{"], ["null"], ["[]"], ['{"url": 1, "token": "x"}'], ['{"url": "http://x"}']])(
    "whose settings are %s has none, and they are put right",
    (text) => {
      const { stateDir, settings, text: program } = installed();
      chmodSync(settings, 0o600);
      writeFileSync(settings, text);
      expect(readInstalledResolver(stateDir).settings).toBeNull();
      installResolver(stateDir, program, SETTINGS);
      expect(readInstalledResolver(stateDir).settings).toEqual(SETTINGS);
    },
  );

  test("is removed whole, and removing none is no mistake", () => {
    const { stateDir, folder } = installed();
    writeFileSync(path.join(folder, ".resolver.json.clawkeep-1-0123456789ab.tmp"), "ckr_FAKE");
    removeResolver(stateDir);
    expect(existsSync(folder)).toBe(false);
    removeResolver(stateDir);
  });

  test("is removed from beside what somebody else put there, which stays", () => {
    const { stateDir, folder } = installed();
    mkdirSync(path.join(folder, "theirs"));
    writeFileSync(path.join(folder, "theirs/notes"), "mine");
    removeResolver(stateDir);
    expect(readdirSync(folder)).toEqual(["theirs"]);
    expect(readFileSync(path.join(folder, "theirs/notes"), "utf8")).toBe("mine");
  });
});

describe("the Node in the first line", () => {
  test.each([
    ["with a blank in its path", "/my node/node"],
    ["with a path longer than a first line", `/${"n".repeat(130)}/node`],
    ["without the folders above it", "node"],
  ])("%s is refused, because the kernel would not find it", (_, node) => {
    expect(() => resolverText(TEMPLATE, node)).toThrow(
      expect.objectContaining({ code: "node_path_unusable", params: { node, bytesMax: 127 } }),
    );
  });
});

describe("a folder that is not safe", () => {
  test.each([
    ["is open to others", (folder: string) => mkdirSync(folder)],
    ["is a link", (folder: string) => symlinkSync(temporaryFolder(), folder)],
    ["is a file", (folder: string) => writeFileSync(folder, "mine")],
  ])("because it %s gets no token", (name, make) => {
    const stateDir = temporaryFolder();
    const { folder } = resolverPaths(stateDir);
    make(folder);
    if (name.includes("open")) chmodSync(folder, 0o750);
    const code = name.includes("file") ? "file_not_written" : "resolver_folder_unsafe";
    expect(() => installed(stateDir)).toThrow(expect.objectContaining({ code }));
    if (!name.includes("file")) expect(readdirSync(folder)).toEqual([]);
  });

  test.runIf(isRoot)("because it is somebody else's gets no token", () => {
    const stateDir = temporaryFolder();
    const { folder } = resolverPaths(stateDir);
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, NOBODY, NOBODY);
    expect(() => installed(stateDir)).toThrow(expect.objectContaining({ code: "resolver_folder_unsafe" }));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("because a link leads elsewhere is not followed when the resolver is removed", () => {
    const stateDir = temporaryFolder();
    const elsewhere = temporaryFolder();
    writeFileSync(path.join(elsewhere, "theirs"), "");
    symlinkSync(elsewhere, resolverPaths(stateDir).folder);
    removeResolver(stateDir);
    expect(readdirSync(elsewhere)).toEqual(["theirs"]);
  });
});

describe.runIf(isRoot)("a state dir of another user", () => {
  const ownedByNobody = () => {
    const stateDir = temporaryFolder();
    chownSync(stateDir, NOBODY, NOBODY);
    return stateDir;
  };

  test("gets a resolver of that user, who runs it", () => {
    const stateDir = ownedByNobody();
    const { folder, command, settings } = installed(stateDir);
    for (const file of [folder, command, settings]) expect(lstatSync(file).uid).toBe(NOBODY);
    const run = spawnSync(command, {
      uid: NOBODY,
      gid: NOBODY,
      env: {} as NodeJS.ProcessEnv,
      encoding: "utf8",
    });
    expect(run.stdout).toBe("answer");
  });

  test("gets files back that had become somebody else's", () => {
    const stateDir = ownedByNobody();
    const { command, text } = installed(stateDir);
    chownSync(command, 0, 0);
    installResolver(stateDir, text, SETTINGS);
    expect(lstatSync(command).uid).toBe(NOBODY);
  });

  test("is refused to anyone but that user and root, and nothing is made", () => {
    const stateDir = ownedByNobody();
    chmodSync(stateDir, 0o777);
    process.seteuid?.(4321);
    try {
      expect(() => installed(stateDir)).toThrow(
        expect.objectContaining({ code: "state_dir_of_another_user", params: { stateDir, uid: NOBODY } }),
      );
    } finally {
      process.seteuid?.(0);
    }
    expect(readdirSync(stateDir)).toEqual([]);
  });
});
