/** A case in which the real OpenClaw says something else, and the row of docs/openclaw-divergences.md that names it. */
export type Difference = { theirs: string; ours: string; row: string };

const SILENT_400 = "A 400 that says nothing known";
const NO_SUCCESS = "A success that is a page, or an error in a success's clothes";

const noSuccess = (ours = "unknown"): Difference => ({ theirs: "ok", ours, row: NO_SUCCESS });
const silent400: Difference = { theirs: "ok", ours: "format", row: SILENT_400 };

/** By case. What is not here is the same. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  "ANTHROPIC.claudeCodeOnly": {
    theirs: "ok",
    ours: "auth",
    row: '"This credential is only authorized for use with Claude Code"',
  },
  "ANTHROPIC.format": silent400,
  "OPENAI.format": silent400,
  "GOOGLE.format": silent400,
  "OPENAI.errorInSuccess": noSuccess("auth"),
  "ODD.loginPage": noSuccess(),
  "ODD.utf16": noSuccess(),
  "ODD.empty": noSuccess(),
  "ODD.emptyObject": noSuccess(),
  "ODD.text": noSuccess(),
  "ODD.jsonText": noSuccess(),
  "ODD.truncated": noSuccess(),
  "ANTHROPIC.rateLimit": {
    theirs: "unknown",
    ours: "rate_limit",
    row: "A local timeout, also while it waits as long as a 429 asks it to",
  },
};
