import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { DOCTOR_CODES } from "#lib/domain/doctor.ts";
import { LOCALES, translator } from "#lib/messages.ts";
import { FINDING_CODES } from "#lib/openclaw/finding.ts";
import { FINDING_FAMILIES, familyOf } from "#lib/openclaw/finding-family.ts";
import { type DoctorFixture, doctorStateDir, makeOld } from "#lib/testing/doctor.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const key = { type: "api_key", provider: "openai", key: FAKE.apiKey };
const ILL: DoctorFixture = {
  config: { auth: { order: { openai: [] } } },
  store: {
    version: 1,
    profiles: {
      "openai:a": key,
      "openai:b": key,
      "anthropic:a": { type: "token", provider: "anthropic", token: FAKE.setupToken, expires: NOW_MS - 1 },
    },
    usageStats: { "openai:a": { lastUsed: 1e300, disabledUntil: 1e300, disabledReason: "billing" } },
  },
  last: (folder) => chmodSync(path.join(folder, "openclaw.json"), 0o644),
};

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("a state dir by itself", () => {
  test("is examined without database, vault or gateway, and without showing a secret", async () => {
    const terminal = testTerminal();
    const folder = doctorStateDir(ILL);
    const { status, stdout, stderr } = await terminal.run(["doctor", "--state-dir", folder]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("Expired credential  [credential_expired]");
    expect(stdout).toContain("profiles.anthropic:a.expires");
    expect(stdout).toContain("auth.order leaves out openai:a, openai:b.");
    expect(stdout).toContain(`  $ chmod 600 ${path.join(folder, "openclaw.json")}`);
    expect(stdout).toContain("Not checked:");
    expect(stdout).not.toContain("doctor.codes");
    for (const secret of Object.values(FAKE)) expect(terminal.printed()).not.toContain(secret);
    expect(existsSync(path.join(terminal.home, ".local"))).toBe(false);
  });

  test("exits 2 with warnings only and 0 with nothing to do", async () => {
    const terminal = testTerminal({ OPENAI_API_KEY: FAKE.apiKey });
    const warned = doctorStateDir({ files: { ".env": `GROQ_API_KEY=${FAKE.apiKey}\n` } });
    expect((await terminal.run(["doctor", "--state-dir", warned])).status).toBe(2);
    const keyRef = { source: "env", provider: "default", id: "OPENAI_API_KEY" };
    const clean = doctorStateDir({
      store: { version: 1, profiles: { "openai:a": { type: "api_key", provider: "openai", keyRef } } },
    });
    const { status, stdout } = await terminal.run(["doctor", "--state-dir", clean]);
    expect(status).toBe(0);
    expect(stdout).toContain("Nothing to do");
  });

  test("takes the .env of the working directory before that of the state dir, as `models status` does", async () => {
    const terminal = testTerminal();
    const keyRef = { source: "env", provider: "default", id: "OPENAI_API_KEY" };
    const folder = doctorStateDir({
      store: { version: 1, profiles: { "openai:a": { type: "api_key", provider: "openai", keyRef } } },
    });
    const here = temporaryFolder();
    vi.stubEnv("CLAWKEEP_ROOT", process.cwd());
    const cwd = vi.spyOn(process, "cwd").mockReturnValue(here);
    try {
      const codes = async () => {
        const { stdout } = await terminal.run(["doctor", "--state-dir", folder, "--json"]);
        return JSON.parse(stdout).findings.map((each: { code: string }) => each.code);
      };
      expect(await codes()).toEqual(["ref_env_unset"]);
      writeFileSync(path.join(here, ".env"), `OPENAI_API_KEY=${FAKE.apiKey}\n`, { mode: 0o600 });
      expect(await codes()).toEqual(["plaintext_env_file"]);
      const { stdout } = await terminal.run(["models", "status", "--state-dir", folder, "--json"]);
      const openai = JSON.parse(stdout).auth.providers.find(
        (each: { provider: string }) => each.provider === "openai",
      );
      expect(openai.env.source).toBe("env: OPENAI_API_KEY");
    } finally {
      cwd.mockRestore();
      vi.unstubAllEnvs();
    }
  });

  test("--fix closes files to others and does nothing else", async () => {
    const terminal = testTerminal();
    const folder = doctorStateDir(ILL);
    const { status, stdout } = await terminal.run(["doctor", "--state-dir", folder, "--fix"]);
    expect(status).toBe(1);
    expect(stdout).toContain(`Made private: ${path.join(folder, "openclaw.json")} (0644 → 0600)`);
    expect(stdout).not.toContain("file_open_to_others");
    expect(mode(path.join(folder, "openclaw.json"))).toBe("600");
    const again = await terminal.run(["doctor", "--state-dir", folder, "--fix"]);
    expect(again.stdout).toContain("--fix found nothing that it may change.");
  });

  test("--json is the document that docs/doctor.md describes", async () => {
    const terminal = testTerminal();
    const folder = doctorStateDir(ILL);
    const document = JSON.parse((await terminal.run(["doctor", "--state-dir", folder, "--json"])).stdout);
    expect(document).toMatchObject({
      version: 1,
      asOf: "2026-11-22T00:00:00.000Z",
      stateDir: folder,
      gateway: null,
      exitCode: 1,
      notChecked: ["provider_answers", "shell_history", "console"],
    });
    const open = document.findings.find((each: { code: string }) => each.code === "file_open_to_others");
    expect(Object.keys(open).sort()).toEqual(
      ["code", "detail", "evidence", "fix", "params", "severity", "title", "why"].sort(),
    );
    expect(open.fix).toMatchObject({ kind: "operation", operation: "chmod", mode: "0600" });
  });

  test("and a gateway together are wrong usage", async () => {
    const { status, stderr } = await testTerminal().run("doctor --state-dir /x --gateway y");
    expect(status).toBe(64);
    expect(stderr).toContain("Give --gateway or --state-dir, not both.");
  });
});

describe("a registered gateway", () => {
  test("is the only one when none is named, and its fixes are audited", async () => {
    const { terminal, folder } = await terminalWithGateway();
    makeOld(folder);
    chmodSync(path.join(folder, "openclaw.json"), 0o644);
    const { stdout } = await terminal.run("doctor --fix --json");
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      gateway: { name: "local" },
      mended: { changed: [{ after: "0600" }], failed: [] },
    });
    expect(document.findings.map((each: { code: string }) => each.code)).toContain("ref_env_unknown");
    expect((await terminal.run("audit list")).stdout).toContain("gateway.modes_mended");
    for (const secret of Object.values(FAKE)) expect(terminal.printed()).not.toContain(secret);
  });

  test("that does not exist is refused", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stderr } = await terminal.run("doctor --gateway ghost");
    expect(status).toBe(1);
    expect(stderr).toContain("ghost");
  });
});

test("every code has its sentences in both languages", () => {
  const keys = [
    ...DOCTOR_CODES.flatMap((code) => ["title", "why", "fix"].map((part) => `codes.${code}.${part}`)),
    ...FINDING_FAMILIES.flatMap((family) => ["title", "why"].map((part) => `families.${family}.${part}`)),
  ];
  for (const { locale } of LOCALES) {
    const t = translator(locale);
    expect(keys.filter((name) => !t.has(`doctor.${name}` as never))).toEqual([]);
  }
  expect(FINDING_CODES.filter((code) => !FINDING_FAMILIES.includes(familyOf(code)))).toEqual([]);
});
