import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { loadDriver } from "#db/driver.ts";
import { readConfig } from "#lib/config.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

function bend(home: string, sql: string): void {
  const raw = new (loadDriver())(readConfig({ HOME: home }).databaseFile);
  raw.exec(`DROP TRIGGER audit_log_no_update; ${sql}`);
  raw.close();
}

test("a whole log exits 0, an edited one exits 1 and names its row", async () => {
  const { terminal } = await terminalWithGateway();
  const whole = await terminal.run("audit verify");
  expect(whole).toMatchObject({ status: 0, stderr: "" });
  expect(whole.stdout).toMatch(/^The audit log is as it was written: 2 rows\.\nCompared with no checkpoint/);
  bend(terminal.home, "UPDATE audit_log SET actor = 'nobody' WHERE id = 2");
  const bent = await terminal.run("audit verify");
  expect(bent.status).toBe(1);
  expect(bent.stdout).toContain("Row 2 is not as it was written.");
  const json = await terminal.run("audit verify --json");
  expect(json.status).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ whole: false, bad: { id: 2, fault: "edited" } });
});

test("a checkpoint is written to a new private file, and the log is compared with it", async () => {
  const { terminal } = await terminalWithGateway();
  const file = path.join(terminal.home, "checkpoint.json");
  const made = await terminal.run(["audit", "checkpoint", "--out", file]);
  expect(made).toMatchObject({ status: 0, stdout: "" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const compared = await terminal.run(["audit", "verify", "--checkpoint", file]);
  expect(compared.status).toBe(0);
  expect(compared.stdout).toContain("Compared with 1 checkpoint.");
  expect(JSON.parse((await terminal.run("audit checkpoint")).stdout)).toMatchObject({ rows: 4, version: 1 });
});

test("an existing file is not overwritten", async () => {
  const { terminal } = await terminalWithGateway();
  const file = path.join(terminal.home, "mine.json");
  writeFileSync(file, "mine");
  const { status, stderr } = await terminal.run(["audit", "checkpoint", "--out", file]);
  expect(status).toBe(1);
  expect(stderr).toContain("EEXIST");
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test("a checkpoint that was changed is refused, and a file that is missing is named", async () => {
  const { terminal } = await terminalWithGateway();
  const file = path.join(terminal.home, "checkpoint.json");
  await terminal.run(["audit", "checkpoint", "--out", file]);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), rows: 1 }));
  const changed = await terminal.run(["audit", "verify", "--checkpoint", file]);
  expect(changed).toMatchObject({ status: 1, stdout: "" });
  expect(changed.stderr).toContain("was changed");
  const missing = path.join(terminal.home, "missing.json");
  expect((await terminal.run(["audit", "verify", "--checkpoint", missing])).stderr).toContain(missing);
  writeFileSync(file, "x".repeat(5000));
  const large = await terminal.run(["audit", "verify", "--checkpoint", file]);
  expect(large.stderr).toContain("This is no checkpoint");
  expect(existsSync(missing)).toBe(false);
});
