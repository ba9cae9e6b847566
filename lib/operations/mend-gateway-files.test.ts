import { chmodSync, chownSync, existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { DeleteLeftoverInput, deleteLeftover } from "#lib/operations/delete-leftover.ts";
import { MendModesInput, mendModes } from "#lib/operations/mend-modes.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { makeOld } from "#lib/testing/doctor.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
const isRoot = process.geteuid?.() === 0;

function openGateway(ctx: TestContext) {
  const { gatewayId, stateDir } = testGateway(ctx);
  const files = {
    config: path.join(stateDir, "openclaw.json"),
    backup: path.join(stateDir, "openclaw.json.bak"),
  };
  const other = path.join(stateDir, "notes.txt");
  writeFileSync(files.backup, JSON.stringify({ gateway: { auth: { token: FAKE.apiKey } } }), { mode: 0o600 });
  writeFileSync(other, "", { mode: 0o600 });
  makeOld(stateDir);
  for (const file of [files.config, files.backup, other]) chmodSync(file, 0o644);
  chmodSync(stateDir, 0o755);
  return { gatewayId, stateDir, ...files, other };
}

const audited = (ctx: Pick<TestContext, "db">) => listAuditRows(ctx.db.reader, { limit: 1 })[0];

describe("closing to others", () => {
  test("closes what the doctor found open, and nothing else, with one audit entry", async () => {
    const owner = testContext();
    const gateway = openGateway(owner);
    const ctx = owner.as(actorOf("operator"));
    const { changed, failed } = await mendModes(ctx, MendModesInput.parse({ gatewayId: gateway.gatewayId }));
    expect(failed).toEqual([]);
    expect(changed).toHaveLength(3);
    expect([gateway.stateDir, gateway.config, gateway.backup, gateway.other].map(mode)).toEqual([
      "700",
      "600",
      "600",
      "644",
    ]);
    expect(audited(ctx)).toMatchObject({
      event: "gateway.modes_mended",
      actor: "operator@example.test",
      details: { changed: expect.arrayContaining([{ file: gateway.config, before: "0644", after: "0600" }]) },
    });
    const again = audited(ctx)?.id;
    expect(await mendModes(ctx, { gatewayId: gateway.gatewayId })).toEqual({ changed: [], failed: [] });
    expect(audited(ctx)?.id).toBe(again);
  });

  test("closes one file when one is named", async () => {
    const ctx = testContext();
    const { gatewayId, config, backup } = openGateway(ctx);
    await mendModes(ctx, { gatewayId, file: config });
    expect([config, backup].map(mode)).toEqual(["600", "644"]);
  });

  test.each(["/etc/hostname", "notes.txt"])("a file that no finding names is refused: %s", async (name) => {
    const ctx = testContext();
    const gateway = openGateway(ctx);
    const file = path.resolve(gateway.stateDir, name);
    const before = audited(ctx)?.id;
    await expect(mendModes(ctx, { gatewayId: gateway.gatewayId, file })).rejects.toMatchObject({
      code: "doctor_finding_gone",
    });
    expect(mode(gateway.other)).toBe("644");
    expect(audited(ctx)?.id).toBe(before);
  });

  test("a viewer is refused", async () => {
    const ctx = testContext();
    const { gatewayId, config } = openGateway(ctx);
    await expect(mendModes(ctx.as(actorOf("viewer")), { gatewayId })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(mode(config)).toBe("644");
  });

  test.runIf(isRoot)("somebody else's file is left as it is, and the others are closed", async () => {
    const ctx = testContext();
    const { gatewayId, config, backup } = openGateway(ctx);
    chownSync(backup, 4242, 4242);
    const { failed } = await mendModes(ctx, { gatewayId });
    expect(failed).toMatchObject([{ file: backup, error: { code: "file_of_another_user" } }]);
    expect([config, backup].map(mode)).toEqual(["600", "644"]);
  });
});

describe("deleting a leftover", () => {
  test("deletes a backup with secrets, with its audit entry", async () => {
    const ctx = testContext();
    const { gatewayId, backup, config } = openGateway(ctx);
    await deleteLeftover(ctx, DeleteLeftoverInput.parse({ gatewayId, file: backup }));
    expect([backup, config].map((file) => existsSync(file))).toEqual([false, true]);
    expect(audited(ctx)).toMatchObject({ event: "gateway.leftover_deleted", details: { file: backup } });
  });

  test.each(["config", "other"] as const)("the %s file is no leftover and is refused", async (which) => {
    const ctx = testContext();
    const gateway = openGateway(ctx);
    const before = audited(ctx)?.id;
    const input = { gatewayId: gateway.gatewayId, file: gateway[which] };
    await expect(deleteLeftover(ctx, input)).rejects.toMatchObject({ code: "doctor_finding_gone" });
    expect(existsSync(gateway[which])).toBe(true);
    expect(audited(ctx)?.id).toBe(before);
  });

  test("a link in the place of a backup is refused and what it leads to stays", async () => {
    const ctx = testContext();
    const { gatewayId, stateDir, backup } = openGateway(ctx);
    const link = path.join(stateDir, "openclaw.json.bak.1");
    symlinkSync(backup, link);
    const before = audited(ctx)?.id;
    await expect(deleteLeftover(ctx, { gatewayId, file: link })).rejects.toMatchObject({
      code: "file_is_symlink",
    });
    expect([link, backup].map((file) => existsSync(file))).toEqual([true, true]);
    expect(audited(ctx)?.id).toBe(before);
  });

  test("a viewer is refused", async () => {
    const ctx = testContext();
    const { gatewayId, backup } = openGateway(ctx);
    await expect(
      deleteLeftover(ctx.as(actorOf("viewer")), { gatewayId, file: backup }),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(existsSync(backup)).toBe(true);
  });
});
