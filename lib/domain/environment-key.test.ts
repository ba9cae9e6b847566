import { describe, expect, test } from "vitest";
import { environmentKeyUse } from "#lib/domain/environment-key.ts";

describe("an environment variable", () => {
  test.each([
    ["OPENAI_API_KEY", "key", ["openai"]],
    ["ANTHROPIC_OAUTH_TOKEN", "key", ["anthropic"]],
    ["VOLCANO_ENGINE_API_KEY", "key", ["volcengine", "volcengine-plan"]],
    ["GEMINI_API_KEY", "key", ["google"]],
    ["GOOGLE_API_KEY", "rotation", ["google", "google-vertex"]],
    ["OPENAI_API_KEYS", "rotation", ["openai"]],
    ["OPENAI_API_KEY_2", "rotation", ["openai"]],
    ["OPENCLAW_LIVE_OPENAI_KEY", "rotation", ["openai"]],
    ["OPENCLAW_LIVE_ANTHROPIC_KEY", "rotation", ["anthropic"]],
    ["OPENCLAW_LIVE_ANTHROPIC_KEYS", "rotation", ["anthropic"]],
    ["KIMI_CODING_API_KEYS", "rotation", ["kimi-coding"]],
  ] as const)("%s is a %s of %j", (name, use, providers) => {
    expect(environmentKeyUse(name)).toEqual({ use, providers });
  });

  test.each(["PATH", "ANTHROPIC_API_KEYS", "DISCORD_BOT_TOKEN", "openai_api_key"])(
    "%s is no model credential",
    (name) => {
      expect(environmentKeyUse(name)).toBeNull();
    },
  );
});
