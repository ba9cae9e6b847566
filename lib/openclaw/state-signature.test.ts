import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { stateSignature } from "#lib/openclaw/state-signature.ts";
import { stateDir } from "#lib/testing/gateway.ts";

test.each([
  "openclaw.json",
  ".env",
  "credentials/oauth.json",
  "agents/main/agent/auth-profiles.json",
  "../.config/systemd/user/openclaw-gateway.service",
  "../Library/LaunchAgents/ai.openclaw.gateway.plist",
])("writing and removing %s makes another signature, and reading none", (name) => {
  const folder = stateDir();
  const file = path.join(folder, name);
  const before = stateSignature(folder);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "{ }\n\n");
  const written = stateSignature(folder);
  expect(written).not.toBe(before);
  expect(stateSignature(folder)).toBe(written);
  rmSync(file);
  expect(stateSignature(folder)).not.toBe(written);
});
