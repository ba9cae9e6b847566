import { existsSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { readConfig } from "#lib/config.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

test("a keyring is exported, drilled, lost, and put back", async () => {
  const { terminal } = await terminalWithGateway();
  await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
  const [key, file] = [path.join(terminal.home, "key.txt"), path.join(terminal.home, "keyring.age")];
  writeFileSync(key, `# made for a test\n${identity}\n`);
  const made = await terminal.run(["vault", "export", file, "--recipient", recipient]);
  expect(made.status).toBe(0);
  const drill = await terminal.run(["vault", "export", "verify", file, "--identity", key]);
  expect(drill).toMatchObject({ status: 0, stderr: "" });
  expect(drill.stdout).toContain("The export opens all 2 data keys of this database.\nOne secret was opened");

  const { keyringFile } = readConfig({ HOME: terminal.home });
  expect((await terminal.run(["vault", "recover", file, "--identity", key])).status).not.toBe(0);
  renameSync(keyringFile, `${keyringFile}.lost`);
  const recovered = await terminal.run(["vault", "recover", file, "--identity", key]);
  expect(recovered).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(keyringFile)).toBe(true);
  expect((await terminal.run("vault status")).status).toBe(0);
  expect(terminal.printed()).not.toContain(identity);
  expect(terminal.printed()).not.toContain("FAKE");
});

test("a passphrase comes on standard input, and one of the two ways has to be said", async () => {
  const { terminal } = await terminalWithGateway();
  const file = path.join(terminal.home, "keyring.age");
  const passphrase = "obviously a fake passphrase";
  expect((await terminal.run(["vault", "export", file])).stderr).toContain("Say who can open");
  expect(existsSync(file)).toBe(false);
  expect((await terminal.run(["vault", "export", file, "--passphrase-stdin"], passphrase)).status).toBe(0);
  const drill = await terminal.run(
    ["vault", "export", "verify", file, "--passphrase-stdin", "--json"],
    passphrase,
  );
  expect(JSON.parse(drill.stdout)).toEqual({ keys: 1, dataKeys: 2, secrets: 0 });
  expect(terminal.printed()).not.toContain(passphrase);
});
