/** @module-tag I09 */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { installResolver, readInstalledResolver, resolverPaths } from "#lib/openclaw/resolver-install.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const RUNS = { numRuns: 50 };

test("whatever stands in resolver.json is an address and a token, or nothing", () => {
  const stateDir = temporaryFolder();
  const { folder, settings } = resolverPaths(stateDir);
  mkdirSync(folder);
  const member = fc.oneof(fc.jsonValue(), fc.constant("http://127.0.0.1:1"));
  const document = fc.record({ url: member, socketPath: member, token: member }, { requiredKeys: [] });
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    document.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (written) => {
      writeFileSync(settings, written);
      const found = readInstalledResolver(stateDir).settings;
      if (found === null) return;
      expect(Object.keys(found).sort()).toEqual(["token", "url"]);
      for (const value of Object.values(found)) expect(typeof value).toBe("string");
    }),
    RUNS,
  );
});

test("what was installed is read back as it was", () => {
  const stateDir = temporaryFolder();
  const url = fc.oneof(
    fc.webUrl({ validSchemes: ["http", "https"] }),
    fc.stringMatching(/^\/[a-z./ ]{1,30}$/).map((file) => `unix:${file}`),
  );
  const token = fc.stringMatching(/^ckr_[\x21-\x7e]{16,40}$/);
  fc.assert(
    fc.property(url, token, (address, secret) => {
      installResolver(stateDir, "#!/usr/bin/node\n", { url: address, token: secret });
      expect(readInstalledResolver(stateDir).settings).toEqual({ url: address, token: secret });
    }),
    RUNS,
  );
  rmSync(path.join(stateDir, "clawkeep"), { recursive: true });
  expect(readInstalledResolver(stateDir)).toEqual({ text: null, settings: null });
});
