import { expect } from "@playwright/test";
import { type Secrets, tracesIn } from "./plaintext.ts";

/** Obviously fake secrets of the right shapes, whose ends stand in no script or page by themselves. */
export const FAKE = {
  setupToken: `sk-ant-oat01-${"Fake0Token".repeat(9)}`,
  anthropicKey: `sk-ant-api03-FAKE-${"0123456789".repeat(4)}-aNtHrOpIc`,
  apiKey: "sk-proj-FAKE-0123456789abcdef-oPeNaIkEy",
  imported: "sk-FAKE-imported-from-the-store-0001",
  webhookPath: "hooks/FAKE-path-of-a-webhook-7f3a9c",
  webhookKey: "FAKE-signing-key-of-a-webhook-001",
};

export const PASSWORD = "correct horse battery staple";

/** What no page, answer, log or file may hold in any spelling. */
export const SECRETS: Secrets = {
  "setup-token": { text: FAKE.setupToken, skip: "sk-ant-oat01-".length },
  "Anthropic API key": { text: FAKE.anthropicKey, skip: "sk-ant-api03-".length },
  "API key": { text: FAKE.apiKey, skip: "sk-proj-".length },
  "imported key": { text: FAKE.imported, skip: "sk-".length },
  "webhook's path": FAKE.webhookPath,
  "webhook's key": FAKE.webhookKey,
  password: PASSWORD,
};

/** Fails when one of them, or of `more`, shows in a text that came from `where`. */
export function expectNoSecret(text: string, where: string, more: Secrets = {}): void {
  expect(tracesIn(text, { ...SECRETS, ...more }, where)).toEqual([]);
}
