import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { listEnvironmentKeys } from "#db/repositories/environment-keys.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { addApiKey } from "#lib/operations/add-api-key.ts";
import { inspectEnvironmentKeys } from "#lib/operations/inspect-environment-keys.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { replaceSecret } from "#lib/operations/replace-secret.ts";
import {
  removeEnvironmentKey,
  rewriteEnvironmentKeys,
  writePastedKey,
  writeProfileKey,
} from "#lib/operations/write-environment-keys.ts";
import { actorOf, TERMINAL, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";

const OWN = "# mine\nexport A='1'\r\nB=2";

function gatewayWith(text?: string) {
  const ctx = testContext(actorOf("operator"));
  const { gatewayId, stateDir } = testGateway(ctx.as(actorOf("owner")));
  const file = path.join(stateDir, ".env");
  if (text !== undefined) writeFileSync(file, text, { mode: 0o600 });
  const paste = (variable: string, secret = FAKE.apiKey, more = {}) =>
    writePastedKey(ctx, {
      gatewayId,
      variable,
      secret: new SecretText(secret),
      overwrite: false,
      evenIfBlocked: false,
      ...more,
    });
  const remove = (variable: string, overwrite = false) =>
    removeEnvironmentKey(ctx, { gatewayId, variable, overwrite });
  return {
    ctx,
    gatewayId,
    stateDir,
    file,
    paste,
    remove,
    inspect: () => inspectEnvironmentKeys(ctx, gatewayId),
  };
}

const read = (file: string) => new Map(parseDotenv(readFileSync(file, "utf8")).map((e) => [e.name, e.value]));
const events = (ctx: TestContext) =>
  listAuditRows(ctx.db.reader, { limit: 50 })
    .map(({ event }) => event)
    .filter((event) => event.startsWith("environment"));

/** What must be the same after a refusal: the file, the rows and the audit log. */
function traces({ ctx, gatewayId, file }: ReturnType<typeof gatewayWith>) {
  return {
    text: existsSync(file) ? readFileSync(file, "utf8") : null,
    rows: listEnvironmentKeys(ctx.db.reader, gatewayId),
    events: events(ctx),
  };
}

function expectRefused(gateway: ReturnType<typeof gatewayWith>, code: string, work: () => unknown): void {
  const before = traces(gateway);
  expect(work).toThrow(expect.objectContaining({ code }));
  expect(traces(gateway)).toEqual(before);
}

describe("writing an environment key", () => {
  test("puts it where OpenClaw reads it, for the owner alone, and leaves the rest as it is", () => {
    const { ctx, gatewayId, file, paste, inspect } = gatewayWith(OWN);
    chmodSync(file, 0o644);
    expect(paste("OPENAI_API_KEY")).toEqual({ variable: "OPENAI_API_KEY", file, replaced: false });
    expect(readFileSync(file, "utf8").startsWith(OWN)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect([...read(file)]).toEqual([
      ["A", "1"],
      ["B", "2"],
      ["OPENAI_API_KEY", FAKE.apiKey],
    ]);
    expect(inspect()).toMatchObject({ state: "as_written", foreign: [] });
    const [row] = listEnvironmentKeys(ctx.db.reader, gatewayId);
    expect(row).toMatchObject({ variable: "OPENAI_API_KEY", tail: "-key", profile: null });
    expect(row).not.toHaveProperty("sealed");
    const [audit] = listAuditRows(ctx.db.reader, { limit: 1 });
    expect(audit).toMatchObject({ event: "environment_key.written", details: { name: "OPENAI_API_KEY" } });
    expect(JSON.stringify(audit)).not.toContain(FAKE.apiKey);
  });

  test("keeps several in one block and changes one in its place", () => {
    const { file, paste } = gatewayWith();
    paste("OPENAI_API_KEY");
    paste("GEMINI_API_KEY", FAKE.otherApiKey);
    expect(paste("OPENAI_API_KEY", "sk-FAKE-newer-newer").replaced).toBe(true);
    expect([...read(file)]).toEqual([
      ["GEMINI_API_KEY", FAKE.otherApiKey],
      ["OPENAI_API_KEY", "sk-FAKE-newer-newer"],
    ]);
  });

  test("takes the secret that a profile has, and remembers which one it was", () => {
    const { ctx, gatewayId, file } = gatewayWith();
    const target = { gatewayId, agentId: "main", label: null, email: null };
    const secret = new SecretText(FAKE.apiKey);
    const { profileRowId } = addApiKey(ctx, { ...target, provider: "openai", secret });
    const input = { gatewayId, profileRowId, overwrite: false, evenIfBlocked: false };
    writeProfileKey(ctx, { ...input, variable: "OPENAI_API_KEY" });
    expect(read(file).get("OPENAI_API_KEY")).toBe(FAKE.apiKey);
    const row = () => listEnvironmentKeys(ctx.db.reader, gatewayId)[0];
    expect(row()?.profile).toMatchObject({ profileId: "openai:default", fingerprint: row()?.fingerprint });
    replaceSecret(ctx, profileRowId, { secret: new SecretText(FAKE.otherApiKey) });
    expect(row()?.profile?.fingerprint).not.toBe(row()?.fingerprint);
  });

  test.each([
    ["another provider's variable", "ANTHROPIC_API_KEY", "env_profile_wrong_provider"],
    ["a removed profile", "OPENAI_API_KEY", "profile_not_found"],
  ])("refuses a profile for %s", (what, variable, code) => {
    const gateway = gatewayWith(OWN);
    const { ctx, gatewayId } = gateway;
    const target = { gatewayId, agentId: "main", label: null, email: null };
    const secret = new SecretText(FAKE.apiKey);
    const { profileRowId } = addApiKey(ctx, { ...target, provider: "openai", secret });
    if (what === "a removed profile") removeProfile(ctx, profileRowId);
    const input = { gatewayId, profileRowId, variable, overwrite: false, evenIfBlocked: false };
    expectRefused(gateway, code, () => writeProfileKey(ctx, input));
  });

  test("needs the role operator", () => {
    const gateway = gatewayWith(OWN);
    const viewer = gateway.ctx.as(actorOf("viewer"));
    const { gatewayId } = gateway;
    const input = { gatewayId, variable: "OPENAI_API_KEY", secret: new SecretText(FAKE.apiKey) };
    expectRefused(gateway, "forbidden", () =>
      writePastedKey(viewer, { ...input, overwrite: true, evenIfBlocked: true }),
    );
    expect(inspectEnvironmentKeys(viewer, gatewayId).state).toBe("none");
  });

  test.each([
    ["file_is_symlink", (file: string) => symlinkSync("/etc/hostname", file)],
    ["file_not_regular", (file: string) => mkdirSync(file)],
    ["file_not_utf8", (file: string) => writeFileSync(file, Buffer.from([0x41, 0x3d, 0xfe]))],
    ["env_block_broken", (file: string) => writeFileSync(file, "# <<< clawkeep <<<\n")],
  ])("is refused as %s", (code, make) => {
    const gateway = gatewayWith();
    make(gateway.file);
    const { ctx, gatewayId, paste } = gateway;
    expect(() => paste("OPENAI_API_KEY")).toThrow(expect.objectContaining({ code }));
    expect(listEnvironmentKeys(ctx.db.reader, gatewayId)).toEqual([]);
    expect(events(ctx)).toEqual([]);
  });

  test("is refused for a value that OpenClaw could not read back, without saying it", () => {
    const gateway = gatewayWith(OWN);
    const value = "FAKE'\"`#0123456789abcdef";
    expectRefused(gateway, "env_value_unquotable", () => gateway.paste("OPENAI_API_KEY", value));
  });

  test("is refused where the gateway's service sets the variable, even to nothing, unless asked for", () => {
    const gateway = gatewayWith(OWN);
    const units = path.join(path.dirname(gateway.stateDir), ".config/systemd/user");
    mkdirSync(units, { recursive: true });
    writeFileSync(path.join(units, "openclaw-gateway.service"), "[Service]\nEnvironment=OPENAI_API_KEY=\n");
    expectRefused(gateway, "env_key_blocked", () => gateway.paste("OPENAI_API_KEY"));
    const file = path.join(units, "openclaw-gateway.service");
    const params = { variable: "OPENAI_API_KEY", source: "process", file };
    expect(() => gateway.paste("OPENAI_API_KEY")).toThrow(expect.objectContaining({ params }));
    gateway.paste("OPENAI_API_KEY", FAKE.apiKey, { evenIfBlocked: true });
    expect(read(gateway.file).get("OPENAI_API_KEY")).toBe(FAKE.apiKey);
  });

  test("is refused for a state dir of a newer release", () => {
    const gateway = gatewayWith(OWN);
    mkdirSync(path.join(gateway.stateDir, "state"));
    writeFileSync(path.join(gateway.stateDir, "state/openclaw.sqlite"), "");
    expectRefused(gateway, "gateway_owned_by_newer_release", () => gateway.paste("OPENAI_API_KEY"));
  });

  test("is refused for a state dir that is gone, and makes none", () => {
    const gateway = gatewayWith();
    rmSync(gateway.stateDir, { recursive: true });
    expectRefused(gateway, "state_dir_missing", () => gateway.paste("OPENAI_API_KEY"));
    expect(existsSync(gateway.stateDir)).toBe(false);
  });
});

describe("someone else's change of the block", () => {
  test.each([
    ["a changed value", (text: string) => text.replace(FAKE.apiKey, "sk-FAKE-edited"), "changed", []],
    ["another variable", (text: string) => text.replace("# <<<", "X_KEY=1\n# <<<"), "as_written", ["X_KEY"]],
    ["a comment", (text: string) => text.replace("# <<<", "# note\n# <<<"), "as_written", []],
    ["a removed line", (text: string) => text.replace(/^OPENAI.*\r?\n/m, ""), "missing", []],
  ] as const)("is seen and kept until it is agreed to: %s", (_what, edit, inFile, foreign) => {
    const gateway = gatewayWith(OWN);
    gateway.paste("OPENAI_API_KEY");
    const whole = readFileSync(gateway.file, "utf8");
    writeFileSync(gateway.file, edit(whole));
    expect(gateway.inspect()).toEqual({
      state: "edited",
      keys: [{ variable: "OPENAI_API_KEY", inFile }],
      foreign,
      line: null,
    });
    expectRefused(gateway, "env_block_edited", () => gateway.paste("GEMINI_API_KEY"));
    expectRefused(gateway, "env_block_edited", () => gateway.remove("OPENAI_API_KEY"));
    rewriteEnvironmentKeys(gateway.ctx, gateway.gatewayId);
    expect(readFileSync(gateway.file, "utf8")).toBe(whole);
    expect(gateway.inspect().state).toBe("as_written");
  });

  test("is seen when the whole block is gone, and nothing comes back by itself", () => {
    const gateway = gatewayWith(OWN);
    gateway.paste("OPENAI_API_KEY");
    writeFileSync(gateway.file, OWN);
    expect(gateway.inspect().state).toBe("gone");
    expectRefused(gateway, "env_block_gone", () => gateway.paste("GEMINI_API_KEY"));
    gateway.remove("OPENAI_API_KEY");
    expect(readFileSync(gateway.file, "utf8")).toBe(OWN);
    expect(gateway.inspect().state).toBe("none");
  });

  test("goes with the block when that is agreed to", () => {
    const gateway = gatewayWith(OWN);
    gateway.paste("OPENAI_API_KEY");
    writeFileSync(gateway.file, readFileSync(gateway.file, "utf8").replace("# <<<", "X_KEY=1\n# <<<"));
    gateway.remove("OPENAI_API_KEY", true);
    expect(readFileSync(gateway.file, "utf8")).toBe(OWN);
  });
});

describe("removing an environment key", () => {
  test.each([OWN, "", "A=1\n", "\uFEFFA=1\r\n", undefined])(
    "leaves the file as it was before: %j",
    (text) => {
      const { ctx, gatewayId, file, paste, remove } = gatewayWith(text);
      paste("OPENAI_API_KEY");
      paste("GEMINI_API_KEY");
      remove("OPENAI_API_KEY");
      expect(read(file).has("OPENAI_API_KEY")).toBe(false);
      remove("GEMINI_API_KEY");
      expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(text);
      expect(listEnvironmentKeys(ctx.db.reader, gatewayId)).toEqual([]);
      expect(events(ctx).slice(0, 2)).toEqual(["environment_key.removed", "environment_key.removed"]);
    },
  );

  test("refuses a variable that was not written from here", () => {
    const gateway = gatewayWith("OPENAI_API_KEY=FAKE\n");
    expectRefused(gateway, "env_key_unknown", () => gateway.remove("OPENAI_API_KEY"));
  });

  test("forgets it also when the state dir is gone, and a gateway is kept as long as it has one", () => {
    const gateway = gatewayWith(OWN);
    const owner = gateway.ctx.as(TERMINAL);
    gateway.paste("OPENAI_API_KEY");
    expectRefused(gateway, "gateway_has_environment_keys", () => removeGateway(owner, gateway.gatewayId));
    renameSync(gateway.stateDir, `${gateway.stateDir}-away`);
    gateway.remove("OPENAI_API_KEY");
    removeGateway(owner, gateway.gatewayId);
  });
});
