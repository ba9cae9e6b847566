import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { removeLeftDrafts } from "#lib/operations/private-draft.ts";
import { readExportFile, verifyKeyringExport } from "#lib/operations/recover-keyring.ts";
import { verifyBackup } from "#lib/operations/restore-backup.ts";
import { TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { fillVault, openAll } from "#lib/testing/full-vault.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { buildProgram } from "#lib/testing/processes.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { readKeyringFile } from "#lib/vault/keyring-file.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const OPENING = { identities: [new SecretText(identity)] };

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const DEEDS = ["backup", "export"];

async function expectWhole(ctx: TestContext, deed: string, file: string): Promise<void> {
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const by = { actor: TERMINAL, nowMs: NOW_MS };
  if (deed === "backup") await verifyBackup(by, ctx.runtime.config, file, OPENING);
  else await verifyKeyringExport(ctx, readExportFile(file), OPENING);
}

/** Writes a file where it is to be, half of it, and dies. */
const WRITE_IN_PLACE = `const { openSync, readFileSync, writeSync } = require("node:fs");
  const [from, to] = process.argv.slice(1);
  const bytes = readFileSync(from);
  writeSync(openSync(to, "w", 0o600), bytes.subarray(0, bytes.length / 2));
  process.kill(process.pid, "SIGKILL");`;

test.each(DEEDS)(
  "a %s that is written where it is to be is half there when its writer is killed",
  {
    tags: ["F02-twin"],
  },
  async (deed) => {
    const ctx = testContext(TERMINAL);
    fillVault(ctx, 30);
    const [whole, half] = ["whole.age", "half.age"].map((name) => path.join(temporaryFolder(), name)) as [
      string,
      string,
    ];
    const program = await buildProgram("seal-and-die.ts");
    spawnSync(process.execPath, [program, ctx.folder, deed, whole, recipient, "0"]);
    await expectWhole(ctx, deed, whole);
    expect(spawnSync(process.execPath, ["-e", WRITE_IN_PLACE, whole, half]).signal).toBe("SIGKILL");
    await expect(expectWhole(ctx, deed, half)).rejects.toThrow(
      expect.objectContaining({ code: expect.any(String) }),
    );
  },
);

test.each(DEEDS)(
  "an unfinished %s that is killed at any moment leaves its file absent or whole, and nothing in plain text",
  { timeout: 300_000, tags: ["F02"] },
  async (deed) => {
    const program = await buildProgram("seal-and-die.ts");
    const ctx = testContext(TERMINAL);
    fillVault(ctx, 300);
    const { config } = ctx.runtime;
    const outside = temporaryFolder();
    const keyring = [...readKeyringFile(config.keyringFile).keys.values()];
    const hidden = [
      ...keyring.map(({ key }) => key.export().toString("base64url")),
      ...openAll(ctx).values(),
    ];
    let [killed, drafts] = [0, 0];
    for (let nth = 1; ; nth += 1) {
      const file = path.join(outside, `${nth}.age`);
      const args = [program, ctx.folder, deed, file, recipient, String(nth)];
      const { signal, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      expect(stderr).toBe("");
      if (existsSync(file)) await expectWhole(ctx, deed, file);
      if (signal === null) break;
      expect(signal).toBe("SIGKILL");
      killed += 1;
      const left = [config.dataDir, outside].flatMap(filesBelow);
      drafts += left.filter((name) => name.endsWith(".draft")).length;
      for (const name of left) {
        expect(statSync(name).mode & 0o077, name).toBe(0);
        const bytes = readFileSync(name);
        for (const text of hidden) expect(bytes.includes(text), name).toBe(false);
      }
    }
    expect(killed).toBeGreaterThanOrEqual(deed === "backup" ? 6 : 4);
    expect(drafts).toBeGreaterThan(killed / 2);
    for (const folder of [config.dataDir, outside]) {
      removeLeftDrafts(folder);
      expect(filesBelow(folder).filter((name) => name.endsWith(".draft"))).toEqual([]);
    }
  },
);
