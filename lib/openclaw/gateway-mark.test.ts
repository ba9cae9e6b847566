import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gatewayMark } from "#lib/openclaw/gateway-mark.ts";
import { STEP_MS } from "#lib/openclaw/seen-files.ts";
import { stateDir } from "#lib/testing/gateway.ts";

// Ahead, so that the files of a test are not recent, however long it takes.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: Date.now() + 1000 * STEP_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

const CONFIG = `{
  $include: "./more.json5",
  agents: { list: [{ id: "main" }, { id: "far", agentDir: "~/elsewhere/agent" }] },
  secrets: { providers: { kept: { source: "file", path: "~/secrets.json" } } },
}`;

function gatewayFolder() {
  const folder = stateDir({ config: CONFIG });
  writeFileSync(path.join(folder, "more.json5"), "{}", { mode: 0o600 });
  return folder;
}

test.each([
  ".env",
  "credentials/oauth.json",
  "agents/main/agent/auth-profiles.json",
  "../elsewhere/agent/auth-profiles.json",
  "../secrets.json",
  "../.config/systemd/user/openclaw-gateway.service",
  "../Library/LaunchAgents/ai.openclaw.gateway.plist",
])("making, writing and removing %s makes another mark, and looking none", (name) => {
  const folder = gatewayFolder();
  const file = path.join(folder, name);
  const marks = [gatewayMark({ stateDir: folder })];
  mkdirSync(path.dirname(file), { recursive: true });
  for (const text of ["{ }\n\n", "{ }\n"]) {
    writeFileSync(file, text);
    marks.push(gatewayMark({ stateDir: folder }));
    expect(gatewayMark({ stateDir: folder })).toBe(marks.at(-1));
  }
  rmSync(file);
  marks.push(gatewayMark({ stateDir: folder }));
  expect(new Set(marks.slice(0, 3)).size).toBe(3);
  expect(marks[3]).not.toBe(marks[2]);
});

test.each(["openclaw.json", "more.json5"])("writing %s makes another mark", (name) => {
  const folder = gatewayFolder();
  const before = gatewayMark({ stateDir: folder });
  writeFileSync(path.join(folder, name), "{ }\n\n");
  expect(gatewayMark({ stateDir: folder })).not.toBe(before);
});

test("a file written twice within a moment is noticed both times, though its times may be the same", () => {
  vi.useRealTimers();
  const folder = gatewayFolder();
  const store = path.join(folder, "agents/main/agent/auth-profiles.json");
  mkdirSync(path.dirname(store), { recursive: true });
  const marks = ["{}", "{ }", "{  }"].map((text) => {
    writeFileSync(store, text);
    return gatewayMark({ stateDir: folder });
  });
  expect(new Set(marks).size).toBe(3);
});
