import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

const PASSPHRASE = "FAKE six words nobody would guess";

const keyringOf = ({ home }: { home: string }) => path.join(home, ".config/clawkeep/keyring.json");
const versionOf = (terminal: { home: string }) =>
  JSON.parse(readFileSync(keyringOf(terminal), "utf8")).version;

test("a keyring is sealed and made plain again, and what that means is said", async () => {
  const terminal = testTerminal();
  await terminal.run("vault init");
  const { status, stdout, stderr } = await terminal.run("vault seal", `${PASSPHRASE}\n`);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `The keyring ${keyringOf(terminal)} is sealed under the passphrase.\n`,
  });
  expect(stderr).toContain("Nobody can find the passphrase out");
  expect(versionOf(terminal)).toBe(2);

  const wrong = await terminal.run("vault seal --remove", "FAKE another passphrase");
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining("does not open the keyring") });
  expect(versionOf(terminal)).toBe(2);
  expect((await terminal.run("vault seal --remove", PASSPHRASE)).status).toBe(0);
  expect(versionOf(terminal)).toBe(1);
  expect(terminal.printed()).not.toContain(PASSPHRASE);
});

test("commands that need the vault say that it is sealed, and take the passphrase from a private file", async () => {
  const terminal = testTerminal();
  await terminal.run("vault init --passphrase-stdin", PASSPHRASE);
  expect(versionOf(terminal)).toBe(2);
  const refused = await terminal.run("vault rotate --data-keys");
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("The vault is sealed") });
  const { rows } = JSON.parse((await terminal.run("audit list --json")).stdout);
  expect(rows).toHaveLength(1);

  const file = path.join(terminal.home, "passphrase");
  writeFileSync(file, `${PASSPHRASE}\n`, { mode: 0o600 });
  const withFile = testTerminal({ HOME: terminal.home, CLAWKEEP_PASSPHRASE_FILE: file });
  expect((await withFile.run("vault rotate --data-keys")).status).toBe(0);
  expect((await withFile.run("vault rotate")).status).toBe(0);
  expect(versionOf(terminal)).toBe(2);
  expect((await terminal.run("vault rotate --data-keys")).status).toBe(1);

  chmodSync(file, 0o644);
  const open = await withFile.run("vault rotate --data-keys");
  expect(open).toMatchObject({ status: 1, stderr: expect.stringContaining(`cannot be taken from ${file}`) });
  writeFileSync(file, "");
  chmodSync(file, 0o600);
  expect((await withFile.run("vault rotate --data-keys")).status).toBe(1);
  expect(withFile.printed() + terminal.printed()).not.toContain(PASSPHRASE);
});
