import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

/** A vault that was made with a file, whose keyring a program prints from elsewhere now. */
async function printedKeyring() {
  const plain = testTerminal();
  await plain.run("vault init");
  const file = path.join(plain.home, ".config/clawkeep/keyring.json");
  const kept = path.join(plain.home, "kept");
  const command = path.join(plain.home, "print-keyring");
  writeFileSync(kept, readFileSync(file));
  writeFileSync(command, `#!/bin/sh\n/bin/cat '${kept}'\n`, { mode: 0o700 });
  const CLAWKEEP_KEYRING_COMMAND = JSON.stringify([command, "FAKE-argument"]);
  return {
    plain,
    file,
    kept,
    command,
    terminal: testTerminal({ HOME: plain.home, CLAWKEEP_KEYRING_COMMAND }),
  };
}

test("the vault opens with what the program prints, and its status names the program alone", async () => {
  const { terminal, command } = await printedKeyring();
  const { status, stdout } = await terminal.run("vault status");
  expect(status).toBe(0);
  expect(stdout).toContain(`printed by ${command}`);
  expect(stdout).not.toContain("FAKE-argument");
  expect((await terminal.run("vault rotate --data-keys")).status).toBe(0);
});

test("a program that prints nothing is no reason to take the file", { tags: ["F10"] }, async () => {
  const { terminal, command, file } = await printedKeyring();
  writeFileSync(command, "#!/bin/sh\nexit 1\n");
  expect(existsSync(file)).toBe(true);
  const { status, stderr } = await terminal.run("vault status");
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining(`${command} did not print`),
  });
});

test("the keyring of a program is neither rotated nor sealed here, and what to do instead works", async () => {
  const { plain, terminal, command, kept } = await printedKeyring();
  for (const [words, stdin] of [
    ["vault rotate", ""],
    ["vault seal", "FAKE six words nobody would guess"],
    ["vault init --passphrase-stdin", "FAKE six words nobody would guess"],
  ] as const) {
    const { status, stderr } = await terminal.run(words, stdin);
    expect({ words, status, stderr }).toEqual({
      words,
      status: 1,
      stderr: expect.stringContaining(`The keyring comes from ${command}, where nothing can be written.`),
    });
  }
  const { rows } = JSON.parse((await terminal.run("audit list --json")).stdout);
  expect(rows).toHaveLength(1);

  const saved = path.join(plain.home, "saved", "keyring.json");
  mkdirSync(path.dirname(saved));
  writeFileSync(saved, readFileSync(kept), { mode: 0o600 });
  const withFile = testTerminal({ HOME: plain.home, CLAWKEEP_KEYRING: saved });
  expect((await withFile.run("vault rotate")).status).toBe(0);
  expect((await terminal.run("vault status")).status).toBe(1);
  writeFileSync(kept, readFileSync(saved));
  expect((await terminal.run("vault status")).status).toBe(0);
});
