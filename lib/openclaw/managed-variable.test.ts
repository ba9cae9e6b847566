import { expect, test } from "vitest";
import { checkManagedVariable } from "#lib/openclaw/managed-variable.ts";

test.each([
  "OPENAI_API_KEY",
  " ANTHROPIC_OAUTH_TOKEN ",
  "HF_TOKEN",
  "OPENAI_API_KEY_2",
  "OPENCLAW_LIVE_OPENAI_KEY",
  "MY_OWN_API_KEY",
  "BRAVE_API_KEY",
  "SMTP_PASSWORD",
])("%s can be written", (name) => {
  expect(checkManagedVariable(name)).toEqual({ ok: true, variable: name.trim() });
});

test.each([
  ["", "env_name_invalid"],
  ["openai_api_key", "env_name_invalid"],
  ["A-KEY", "env_name_invalid"],
  ["A_KEY\nB", "env_name_invalid"],
  [`${"A".repeat(125)}_KEY`, "env_name_invalid"],
  ["PATH", "env_name_not_credential"],
  ["HOME", "env_name_not_credential"],
  ["NODE_OPTIONS", "env_name_not_credential"],
  ["LD_PRELOAD_KEY", "env_name_not_credential"],
  ["GIT_CONFIG_KEY_0", "env_name_not_credential"],
  ["OPENCLAW_STATE_DIR", "env_name_not_credential"],
  ["OPENCLAW_GATEWAY_TOKEN", "env_name_not_credential"],
])("%s is refused as %s", (name, code) => {
  expect(checkManagedVariable(name)).toMatchObject({ ok: false, code });
});
