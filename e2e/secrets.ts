import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Obviously fake secrets of the right shapes. */
export const FAKE = {
  setupToken: `sk-ant-oat01-${"Fake0Token".repeat(9)}`,
  anthropicKey: `sk-ant-api03-FAKE-${"0123456789".repeat(4)}`,
  apiKey: "sk-proj-FAKE-0123456789abcdef-openai-key",
  imported: "sk-FAKE-imported-from-the-store-0001",
};

export const PASSWORD = "correct horse battery staple";

/** What no page, answer, log or file may hold in any of these spellings. */
export const SECRETS = [...Object.values(FAKE), PASSWORD];

/** The secrets that a text holds, as they are or as base64 or hex. */
export function secretsIn(text: string, secrets: readonly string[] = SECRETS): string[] {
  return secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)));
}

/** Every file below a folder that holds a secret, with the secret. Links are not followed. */
export function filesWithSecrets(folder: string, secrets: readonly string[] = SECRETS): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .flatMap((file) => secretsIn(readFileSync(file, "latin1"), secrets).map((secret) => `${file}: ${secret}`));
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  // Inside a longer text the letters of base64 depend on how many bytes stand before: three cases, without the ends.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").slice(before === 0 ? 0 : 4, -4),
  );
  return [secret, hex, hex.toUpperCase(), ...base64, encodeURIComponent(secret)];
}
