import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "#cli/command-table.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SYSTEMD = "ops/systemd";
const SERVICES = ["clawkeep.service", "clawkeep-check.service", "clawkeep-sync.service"];
const unit = (name: string) => readFileSync(path.join(SYSTEMD, name), "utf8");

/** The directives of a unit by name, comments left out. */
function directives(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, [...(found.get(name) ?? []), value]);
  }
  return found;
}

describe.each(SERVICES)("%s", (name) => {
  const found = directives(unit(name));

  test.each([
    ["NoNewPrivileges", "yes"],
    ["ProtectSystem", "strict"],
    ["ProtectHome", "read-only"],
    ["PrivateTmp", "yes"],
    ["UMask", "0077"],
    ["CapabilityBoundingSet", ""],
    ["RestrictNamespaces", "yes"],
    ["SystemCallFilter", "@system-service"],
  ])("is locked down by %s", (directive, value) => {
    expect(found.get(directive)).toEqual([value]);
  });

  test("runs clawkeep as OpenClaw's user", () => {
    expect(found.get("User")).toEqual(["openclaw"]);
    expect(found.get("ExecStart")?.[0]).toMatch(
      /^\/opt\/clawkeep\/bin\/clawkeep (serve|models status|gateway sync)\b/,
    );
  });
});

test("a sync may write the state dir and nothing else", () => {
  expect(directives(unit("clawkeep-sync.service")).get("ReadWritePaths")).toEqual([
    "/home/openclaw/.openclaw",
  ]);
});

test("the console may write its database, its keyring and the state dir, and the check nothing", () => {
  expect(directives(unit("clawkeep.service")).get("ReadWritePaths")).toEqual([
    "/home/openclaw/.local/share/clawkeep",
    "/home/openclaw/.config/clawkeep",
    "/home/openclaw/.openclaw",
  ]);
  const check = directives(unit("clawkeep-check.service"));
  expect(check.get("ReadWritePaths")).toBeUndefined();
  expect(check.get("PrivateNetwork")).toEqual(["yes"]);
  expect(check.get("SuccessExitStatus")).toEqual(["2"]);
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test.runIf(hasSystemd)("systemd understands every line of the units", () => {
  const folder = temporaryFolder();
  for (const name of readdirSync(SYSTEMD)) {
    const file = path.join(folder, name);
    if (!name.endsWith(".service")) copyFileSync(path.join(SYSTEMD, name), file);
    // Only the program and the user, which this machine need not have, are others.
    else
      writeFileSync(
        file,
        unit(name).replace("/opt/clawkeep/bin/clawkeep", "/bin/true").replace("=openclaw\n", "=root\n"),
      );
  }
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], {
    encoding: "utf8",
  });
  expect(stderr.split("\n").filter((line) => line.includes(folder))).toEqual([]);
});

describe.each(readdirSync("ops/launchd"))("%s", (name) => {
  const text = readFileSync(path.join("ops/launchd", name), "utf8");

  test("is a property list whose label is its name", () => {
    expect(text).toContain(`<key>Label</key>\n  <string>${path.basename(name, ".plist")}</string>`);
    const opened = [...text.matchAll(/<(\w+)[^>/?!]*>/g)].map(([, tag]) => tag);
    const closed = [...text.matchAll(/<\/(\w+)>/g)].map(([, tag]) => tag);
    expect(opened.sort()).toEqual(closed.sort());
  });

  test("runs clawkeep through a named Node, with files for its user alone", () => {
    const words = [...text.matchAll(/^ {4}<string>([^<]+)<\/string>$/gm)].map(([, word]) => word);
    expect(words.slice(0, 2)).toEqual(["/opt/homebrew/bin/node", "/Users/you/clawkeep/bin/clawkeep"]);
    expect(text).toContain(`<integer>${0o077}</integer>`);
  });
});

test("the console is started by a command that there is", () => {
  expect(Object.keys(COMMANDS)).toContain("serve");
  expect(readFileSync("ops/launchd/clawkeep.plist", "utf8")).toContain("<string>serve</string>");
});
