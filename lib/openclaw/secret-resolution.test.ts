import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { resolveByCommand } from "#lib/openclaw/exec-provider.ts";
import type { SecretProvider } from "#lib/openclaw/secret-providers.ts";
import { type RefContext, type RefOutcome, resolveQuietly } from "#lib/openclaw/secret-resolution.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SECRET = "FAKE-resolved-0123456789";

function context(providers: Record<string, SecretProvider>, over: Partial<RefContext> = {}): RefContext {
  return {
    providers: new Map(Object.entries(providers)),
    defaultEnvAlias: "default",
    env: (name) => ({ NAME: SECRET, BLANK: "  " })[name],
    cwd: null,
    home: null,
    uid: process.getuid?.() ?? null,
    ...over,
  };
}

const ref = (source: SecretRef["source"], provider: string, id: string): SecretRef => ({
  source,
  provider,
  id,
});
const said = (outcome: RefOutcome) => (outcome.ok ? outcome.value.reveal() : outcome.failure);

describe("an env reference", () => {
  test.each([
    ["default", "NAME", SECRET],
    ["default", "name", "env_missing"],
    ["default", "BLANK", "env_missing"],
    ["other", "NAME", "provider_missing"],
    ["some", "NAME", SECRET],
    ["none", "NAME", "env_not_allowlisted"],
    ["files", "NAME", "provider_source_differs"],
  ])("to %s:%s gives %s", (alias, id, expected) => {
    const providers: Record<string, SecretProvider> = {
      some: { source: "env", allowlist: ["NAME"] },
      none: { source: "env", allowlist: [] },
      files: { source: "file", path: "/nowhere" },
    };
    expect(said(resolveQuietly(ref("env", alias, id), context(providers)))).toBe(expected);
  });
});

describe("a file reference", () => {
  function inFile(
    text: string,
    id: string,
    over: { mode?: number; single?: boolean; maxBytes?: number } = {},
  ) {
    const file = path.join(temporaryFolder(), "secrets.json");
    writeFileSync(file, text, { mode: over.mode ?? 0o600 });
    chmodSync(file, over.mode ?? 0o600);
    const provider: SecretProvider = {
      source: "file",
      path: file,
      mode: over.single ? "singleValue" : "json",
      ...(over.maxBytes ? { maxBytes: over.maxBytes } : {}),
    };
    return said(resolveQuietly(ref("file", "f", id), context({ f: provider })));
  }
  const JSON_TEXT = JSON.stringify({ a: { "b/c~d": SECRET }, list: ["x", SECRET], n: 7, blank: " " });

  test.each([
    ["/a/b~1c~0d", SECRET],
    ["/list/1", SECRET],
    ["/list/9", "file_pointer_missing"],
    ["/list/-1", "file_pointer_missing"],
    ["/none", "file_pointer_missing"],
    ["/constructor", "file_pointer_missing"],
    ["/n", "value_blank"],
    ["/blank", "value_blank"],
    ["value", "file_id_form"],
  ])("%s gives %s", (id, expected) => {
    expect(inFile(JSON_TEXT, id)).toBe(expected);
  });

  test.each([
    [0o640, "file_open_to_others"],
    [0o604, "file_open_to_others"],
    [0o400, SECRET],
  ])("to a file of mode %o gives %s", (mode, expected) => {
    expect(inFile(JSON_TEXT, "/list/1", { mode })).toBe(expected);
  });

  test("never says what a file holds that is not JSON", () => {
    expect(inFile(SECRET, "/a")).toBe("file_not_json_object");
    expect(inFile("[]", "/0")).toBe("file_not_json_object");
  });

  test("to a single value is the whole file without its last line break", () => {
    expect(inFile(`${SECRET}\r\n`, "value", { single: true })).toBe(SECRET);
    expect(inFile(SECRET, "/a", { single: true })).toBe("file_id_form");
    expect(inFile(SECRET, "value", { single: true, maxBytes: 5 })).toBe("file_too_large");
  });

  test("follows no link, reads no directory, and takes a relative path from the working directory", () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "real"), SECRET, { mode: 0o600 });
    symlinkSync(path.join(folder, "real"), path.join(folder, "link"));
    mkdirSync(path.join(folder, "dir"));
    const read = (file: string, cwd: string | null) =>
      said(
        resolveQuietly(
          ref("file", "f", "value"),
          context({ f: { source: "file", path: file, mode: "singleValue" } }, { cwd, home: folder }),
        ),
      );
    expect(read("link", folder)).toBe("file_is_symlink");
    expect(read("dir", folder)).toBe("file_unreadable");
    expect(read("absent", folder)).toBe("file_unreadable");
    expect(read("real", folder)).toBe(SECRET);
    expect(read("~/real", null)).toBe(SECRET);
    expect(read("real", null)).toBe("file_path_unresolved");
  });

  test("to a file of another user is refused", () => {
    const file = path.join(temporaryFolder(), "s");
    writeFileSync(file, SECRET, { mode: 0o600 });
    const provider: SecretProvider = { source: "file", path: file, mode: "singleValue" };
    const other = context({ f: provider }, { uid: 12345 });
    expect(said(resolveQuietly(ref("file", "f", "value"), other))).toBe("file_foreign_owner");
  });
});

describe("an exec reference", () => {
  type Over = Partial<Extract<SecretProvider, { source: "exec" }>>;

  async function byScript(script: string, over: Over = {}, id = "team/key", mode = 0o700) {
    const command = path.join(temporaryFolder(), "resolve");
    writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode });
    chmodSync(command, mode);
    const provider: SecretProvider = { source: "exec", command, ...over };
    return said(await resolveByCommand(ref("exec", "ex", id), context({ ex: provider })));
  }
  const answer = (document: unknown) => `/bin/cat >/dev/null; echo '${JSON.stringify(document)}'`;
  const good = answer({ protocolVersion: 1, values: { "team/key": SECRET } });

  test("is not run by whoever only looks", () => {
    const provider: SecretProvider = { source: "exec", command: "/bin/false" };
    const outcome = resolveQuietly(ref("exec", "ex", "a"), context({ ex: provider }));
    expect(said(outcome)).toBe("command_not_run");
  });

  test("gets the request on standard input and only the named environment", async () => {
    expect(await byScript(good)).toBe(SECRET);
    const echo = `read -r line; echo "{\\"protocolVersion\\":1,\\"values\\":{\\"team/key\\":\\"$NAME|$OWN|$HOME|\${#line}\\"}}"`;
    const request = JSON.stringify({ protocolVersion: 1, provider: "ex", ids: ["team/key"] });
    const seen = await byScript(echo, { passEnv: ["NAME", "ABSENT"], env: { OWN: "own" } });
    expect(seen).toBe(`${SECRET}|own||${request.length}`);
  });

  test.each([
    ["exit 3", "exec_exit_code"],
    ["/bin/cat >/dev/null", "exec_answer_invalid"],
    ["echo not json", "exec_answer_invalid"],
    ["echo '\"text\"'", "exec_answer_invalid"],
    [answer({ protocolVersion: 2, values: {} }), "exec_answer_invalid"],
    [answer({ protocolVersion: 1 }), "exec_answer_invalid"],
    [answer({ protocolVersion: 1, values: {} }), "exec_id_missing"],
    [answer({ protocolVersion: 1, values: {}, errors: { "team/key": {} } }), "exec_id_failed"],
    [answer({ protocolVersion: 1, values: { "team/key": 7 } }), "value_blank"],
  ])("answered by %s gives %s", async (script, expected) => {
    expect(await byScript(script)).toBe(expected);
  });

  test("may be answered by a bare value when the config allows it", async () => {
    expect(await byScript(`echo ' ${SECRET} '`, { jsonOnly: false })).toBe(SECRET);
    expect(await byScript(`echo '"${SECRET}"'`, { jsonOnly: false })).toBe(SECRET);
    expect(await byScript("echo '[1]'", { jsonOnly: false })).toBe("exec_answer_invalid");
  });

  test("is stopped when it takes too long, says nothing for too long, or says too much", async () => {
    expect(await byScript("exec /bin/sleep 20", { timeoutMs: 200 })).toBe("exec_timeout");
    expect(await byScript("exec /bin/sleep 20", { timeoutMs: 20_000, noOutputTimeoutMs: 200 })).toBe(
      "exec_timeout",
    );
    expect(await byScript("echo 12345678901234567890; exec /bin/sleep 20", { maxOutputBytes: 10 })).toBe(
      "exec_output_too_large",
    );
  });

  test("runs no command that others can change, no link, and nothing outside the trusted directories", {
    tags: ["I08"],
  }, async () => {
    expect(await byScript(good, {}, "team/key", 0o770)).toBe("command_open_to_others");
    expect(await byScript(good, { allowInsecurePath: true }, "team/key", 0o777)).toBe(SECRET);
    expect(await byScript(good, { trustedDirs: ["/usr/local/none"] })).toBe("command_untrusted_dir");
    expect(await byScript(good, { command: "/nowhere/at/all" })).toBe("command_unreadable");
    expect(await byScript(good, { command: "/usr" })).toBe("command_is_directory");
    expect(await byScript(good, {}, "../up")).toBe("exec_id_invalid");
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "real"), `#!/bin/sh\n${good}\n`, { mode: 0o700 });
    symlinkSync(path.join(folder, "real"), path.join(folder, "link"));
    const command = path.join(folder, "link");
    expect(await byScript("", { command })).toBe("command_is_symlink");
    expect(await byScript("", { command, allowSymlinkCommand: true })).toBe(SECRET);
  });
});
