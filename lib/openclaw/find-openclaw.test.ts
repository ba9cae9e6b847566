import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { findOpenclaw } from "#lib/openclaw/find-openclaw.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

test("the first program called openclaw on the PATH is found, and no folder, plain file or relative place", () => {
  const root = temporaryFolder();
  const at = (name: string) => path.join(root, name);
  for (const name of ["folder/openclaw", "plain", "program", "later"])
    mkdirSync(at(name), { recursive: true });
  writeFileSync(at("plain/openclaw"), "");
  for (const name of ["program/openclaw", "later/openclaw"]) {
    writeFileSync(at(name), "#!/bin/sh\n");
    chmodSync(at(name), 0o755);
  }
  const PATH = [".", "missing", at("folder"), at("plain"), at("program"), at("later")].join(path.delimiter);
  expect(findOpenclaw({ PATH })).toBe(at("program/openclaw"));
  expect(findOpenclaw({ PATH: at("plain") })).toBeNull();
  expect(findOpenclaw({})).toBeNull();
});
