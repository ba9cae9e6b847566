/** Answers that we put into another bucket than OpenClaw 2026.3.13 on purpose; docs/openclaw-divergences.md says why. */
export const DIFFERENT_BUCKETS: Record<string, string> = {
  "ANTHROPIC.claudeCodeOnly": "auth",
  "ANTHROPIC.format": "format",
  "OPENAI.format": "format",
  "GOOGLE.format": "format",
  "OPENAI.errorInSuccess": "auth",
  "ODD.empty": "unknown",
  "ODD.emptyObject": "unknown",
  "ODD.jsonText": "unknown",
  "ODD.loginPage": "unknown",
  "ODD.text": "unknown",
  "ODD.truncated": "unknown",
  "ODD.utf16": "unknown",
  // OpenClaw waits as long as the provider asks it to, until its own time is over.
  "ANTHROPIC.rateLimit": "rate_limit",
};
