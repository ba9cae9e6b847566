import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase, openForReading } from "#db/client.ts";
import { translator } from "#lib/messages.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { mountReadOnly, whyNoMounts } from "#lib/testing/mounts.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const t = translator("en");
const NOTE = `${t("cli.reads_only")}\n`;
const READS = ["models status --gateway local", "audit list", "gateway list", "keys list"];

test("on a read-only disk commands that read say what they say, and those that write refuse in words", {
  tags: ["F06"],
}, async (task) => {
  const reason = whyNoMounts();
  if (reason) return task.skip(reason);
  const { terminal } = await terminalWithGateway();
  const before = await Promise.all(READS.map((words) => terminal.run(words)));
  const data = path.join(terminal.home, ".local/share/clawkeep");
  const content = readFileSync(path.join(data, "clawkeep.sqlite"));
  afterThisTest(mountReadOnly(data));

  for (const [at, words] of READS.entries()) {
    const { status, stdout, stderr } = await terminal.run(words);
    expect({ words, status, stdout }).toEqual({
      words,
      status: before[at]?.status,
      stdout: before[at]?.stdout,
    });
    expect(stderr).toBe((before[at]?.stderr ?? "") + NOTE);
  }
  const paste = "models auth paste-api-key --provider openai --profile-id openai:new";
  for (const [words, stdin] of [
    [paste, FAKE.otherApiKey],
    ["serve --port 1", ""],
    ["audit verify", ""],
  ] as const) {
    const { status, stdout, stderr } = await terminal.run(words, stdin);
    expect({ words, status, stdout, stderr }).toEqual({
      ...{ words, status: 1, stdout: "" },
      stderr: `${t("errors.database_read_only")}\n`,
    });
  }
  expect(readFileSync(path.join(data, "clawkeep.sqlite"))).toEqual(content);
  expect(existsSync(path.join(data, "clawkeep.sqlite-wal"))).toBe(false);
});

test("what a killed process left in the log is read too, or nothing is", { tags: ["F06"] }, () => {
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  const db = openDatabase(file);
  afterThisTest(() => db.close());
  db.raw.exec("INSERT INTO settings (key, value) VALUES ('vault_id', 'v_in_the_log')");
  const reading = openForReading(file);
  afterThisTest(() => reading.close());
  expect(reading.raw.prepare("SELECT value FROM settings WHERE key = 'vault_id'").pluck().get()).toBe(
    "v_in_the_log",
  );
});

test("a database that is only read refuses every change, and one of another release is not read", {
  tags: ["F06"],
}, () => {
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  openDatabase(file).close();
  const db = openForReading(file);
  afterThisTest(() => db.close());
  for (const sql of ["DELETE FROM settings", "CREATE TABLE x (y)", "INSERT INTO settings VALUES ('a', 'b')"])
    expect(() => db.raw.exec(sql), sql).toThrow(expect.objectContaining({ code: "SQLITE_READONLY" }));

  const other = openDatabase(file);
  other.raw.exec("INSERT INTO schema_migrations VALUES ('9999_later.sql', 'x')");
  other.close();
  expect(() => openForReading(file)).toThrow(expect.objectContaining({ code: "database_newer" }));
});

test("a copy in memory that refused nothing would call a change saved that is gone with the process", {
  tags: ["F06-twin"],
}, () => {
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  openDatabase(file).close();
  const db = openForReading(file);
  db.raw.pragma("query_only = OFF");
  db.raw.exec("INSERT INTO settings (key, value) VALUES ('vault_id', 'v_lost')");
  db.close();
  const again = openForReading(file);
  expect(again.raw.prepare("SELECT count(*) FROM settings").pluck().get()).toBe(0);
  again.close();
});
