/** @module-tag I09 */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import { findGatewayService } from "#lib/openclaw/gateway-service.ts";
import { applyLoginShell, LOGIN_SHELL_KEYS } from "#lib/openclaw/login-shell.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const RUNS = { numRuns: 60 };
const UNIT = ".config/systemd/user/openclaw-gateway.service";
const PLIST = "Library/LaunchAgents/ai.openclaw.gateway.plist";

function serviceOf(file: string, text: string) {
  const home = temporaryFolder();
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  writeFileSync(path.join(home, file), text);
  return findGatewayService(home, path.join(home, ".openclaw"));
}

const name = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/)
  .filter((key) => !key.startsWith("OPENCLAW_") && key !== "__proto__");
const value = fc.string({ unit: "grapheme-ascii", maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ""));
const environment = fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true });

test("the environment of a unit, each assignment in quotes, is read as it was written", () => {
  fc.assert(
    fc.property(environment, (env) => {
      const lines = Object.entries(env).map(
        ([key, set]) => `Environment="${`${key}=${set}`.replace(/[\\"]/g, "\\$&")}"`,
      );
      expect(serviceOf(UNIT, `[Service]\n${lines.join("\n")}\n`)?.env).toEqual(env);
    }),
    RUNS,
  );
});

test("the environment of a property list is read as it was written", () => {
  const escaped = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  fc.assert(
    fc.property(environment, (env) => {
      const pairs = Object.entries(env).map(
        ([key, set]) => `<key>${key}</key>\n<string>${escaped(set)}</string>`,
      );
      const text = `<dict><key>EnvironmentVariables</key><dict>${pairs.join("\n")}</dict></dict>`;
      expect(serviceOf(PLIST, text)?.env).toEqual(env);
    }),
    RUNS,
  );
});

test("any text is a service or none", () => {
  const piece = fc.constantFrom(
    "Environment=",
    "WorkingDirectory=",
    '"',
    "\\",
    "=",
    "\n",
    "<key>",
    "<dict>",
    "&lt",
    "A",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 20 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(UNIT, PLIST), (written, file) => {
      const service = serviceOf(file, written);
      if (service) expect(path.isAbsolute(service.file) && service.cwd !== "").toBe(true);
    }),
    RUNS,
  );
});

test("whatever a login shell prints sets only the keys that are asked for, and none that is set", () => {
  const entry = fc.tuple(fc.oneof(fc.constantFrom(...LOGIN_SHELL_KEYS), name), fc.string());
  const output = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(entry).map((entries) => Buffer.from(entries.map((parts) => parts.join("=")).join("\0"))),
  );
  const call = { shell: "/bin/sh", args: [], timeoutMs: 1 };
  fc.assert(
    fc.property(output, (bytes) => {
      const given = new GatewayEnvironment({ OPENAI_API_KEY: "FAKE" });
      const { ok, appliedKeys } = applyLoginShell(given, call, null, () => bytes);
      expect(ok).toBe(true);
      expect(given.lookup("OPENAI_API_KEY")).toBe("FAKE");
      for (const key of appliedKeys) expect(LOGIN_SHELL_KEYS).toContain(key);
      const winners = given.variables().filter(({ wins }) => wins);
      expect(winners.map((each) => each.name)).toEqual(["OPENAI_API_KEY", ...appliedKeys]);
    }),
  );
});
