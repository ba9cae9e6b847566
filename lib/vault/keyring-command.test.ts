import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "#lib/config.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { runKeyringCommand } from "#lib/vault/keyring-command.ts";
import { keyringText, newKeyringText } from "#lib/vault/keyring-format.ts";
import { forgetKeyring, readKeyring, readKeyringAnew } from "#lib/vault/keyring-source.ts";

const refusing = (code: string, params = {}) => expect.objectContaining({ name: "VaultError", code, params });

/** A program of this test's own. `$K` is a file with a keyring's text. */
function program(body: string, mode = 0o700) {
  const folder = temporaryFolder();
  const [command, file] = [path.join(folder, "print-keyring"), path.join(folder, "keyring")];
  const text = newKeyringText(0);
  writeFileSync(file, text);
  writeFileSync(command, `#!/bin/sh\nK='${file}'\n${body}\n`, { mode });
  chmodSync(command, mode);
  const run = (args: string[] = [], env = {}, timeoutMs?: number) =>
    runKeyringCommand({ argv: [command, ...args], env }, timeoutMs);
  return { folder, command, file, text, run };
}

test("what a program prints is the keyring", () => {
  const { text, run } = program('/bin/cat "$K"');
  expect(keyringText(run())).toBe(text);
});

test("it gets its words and its variables, and neither a shell, a path nor input", { tags: ["I08"] }, () => {
  const { folder, run } = program(
    `/usr/bin/env > "$OUT"; printf '%s|' "$@" >> "$OUT"; /bin/cat; /bin/cat "$K"`,
  );
  const out = path.join(folder, "out");
  run(WORDS, { OUT: out });
  const seen = readFileSync(out, "utf8");
  expect(seen).toContain(`${WORDS.join("|")}|`);
  expect(seen).not.toMatch(INHERITED);
});

test("a shell would carry its words out, with everything it inherits", { tags: ["I08-twin"] }, () => {
  const { folder, command } = program('/usr/bin/env > "$OUT"; printf \'%s|\' "$@" >> "$OUT"');
  const out = path.join(folder, "out");
  spawnSync([command, ...WORDS].join(" "), [], {
    shell: true,
    env: { HOME: folder, NODE_ENV: "test", OUT: out },
  });
  const seen = readFileSync(out, "utf8");
  expect(seen).not.toContain(`${WORDS.join("|")}|`);
  expect(seen).toMatch(INHERITED);
});

const WORDS = ["$(echo carried out)", "a b; true"];
const INHERITED = /^(PATH|HOME)=/m;

const MADE_UNSAFE: [string, (made: ReturnType<typeof program>) => void, (command: string) => string][] = [
  [
    "that is a link",
    ({ command }) => symlinkSync(command, `${command}-link`),
    (command) => `${command}-link`,
  ],
  ["that others may change", ({ command }) => chmodSync(command, 0o722), (command) => command],
  ["that its group may change", ({ command }) => chmodSync(command, 0o770), (command) => command],
  ["that is a folder", () => undefined, (command) => path.dirname(command)],
  ["that is not there", () => undefined, (command) => `${command}-2`],
];

test.each(MADE_UNSAFE)("a program %s is not run", { tags: ["F10"] }, (_what, change, nameOf) => {
  const made = program('/bin/touch "$K.ran"; /bin/cat "$K"');
  change(made);
  const command = nameOf(made.command);
  expect(() => runKeyringCommand({ argv: [command], env: {} })).toThrow(
    refusing("keyring_command_refused", { command }),
  );
  expect(existsSync(`${made.file}.ran`)).toBe(false);
});

test.each([[[]], [["print-keyring"]], [["./print-keyring"]]])("%j is no program", (argv) => {
  expect(() => runKeyringCommand({ argv, env: {} })).toThrow(refusing("keyring_command_invalid"));
});

test("a program that fails, prints something else, too much, or nothing in time is refused", {
  tags: ["C08"],
}, () => {
  const secret = "FAKE-what-it-was-asked";
  const failing = program(`echo ${secret} >&2; /bin/cat "$K"; exit 3`);
  expect(() => failing.run()).toThrow(refusing("keyring_command_failed", { command: failing.command }));
  const unable = program("", 0o600);
  expect(() => unable.run()).toThrow(refusing("keyring_command_failed", { command: unable.command }));
  for (const body of [`echo ${secret}`, ":", '/bin/cat "$K" "$K"', "while :; do /bin/cat /bin/sh; done"]) {
    const other = program(body);
    expect(() => other.run(), body).toThrow(refusing("keyring_malformed", { file: other.command }));
  }
  const slow = program("/bin/sleep 30 & wait");
  const started = performance.now();
  const timeout = { command: slow.command, seconds: 0.2 };
  expect(() => slow.run([], {}, 200)).toThrow(refusing("keyring_command_timeout", timeout));
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a process asks a program once, and again only for what it did not know", () => {
  const { command, file, text } = program('echo x >> "$K.runs"; /bin/cat "$K"');
  const source = { argv: [command], env: {} };
  const runs = () => readFileSync(`${file}.runs`, "utf8").length / 2;
  expect(keyringText(readKeyring(source))).toBe(text);
  writeFileSync(file, newKeyringText(0));
  expect(keyringText(readKeyring(source))).toBe(text);
  expect(keyringText(readKeyringAnew(source))).toBe(text);
  expect(runs()).toBe(1);
  forgetKeyring(source);
  expect(keyringText(readKeyring(source))).not.toBe(text);
  expect(runs()).toBe(2);
});

test("a program that fails is not run again at once", () => {
  const { command, file } = program('echo x >> "$K.runs"; exit 1');
  const source = { argv: [command], env: {} };
  for (let times = 0; times < 3; times += 1)
    expect(() => readKeyring(source)).toThrow(refusing("keyring_command_failed", { command }));
  expect(readFileSync(`${file}.runs`, "utf8")).toBe("x\n");
});

test("the configuration names a program, its words and its variables, and then no file", () => {
  const source = (env: Record<string, string>) =>
    readConfig({ HOME: "/h", TOKEN: "t", ...env }).keyringSource;
  expect(source({})).toBe("/h/.config/clawkeep/keyring.json");
  const CLAWKEEP_KEYRING_COMMAND = '["/usr/bin/op", "read", "op://x"]';
  const argv = ["/usr/bin/op", "read", "op://x"];
  expect(source({ CLAWKEEP_KEYRING_COMMAND, CLAWKEEP_KEYRING: "/k" })).toEqual({ argv, env: { HOME: "/h" } });
  expect(source({ CLAWKEEP_KEYRING_COMMAND, CLAWKEEP_KEYRING_COMMAND_ENV: "TOKEN, NONE" })).toEqual({
    argv,
    env: { HOME: "/h", TOKEN: "t" },
  });
  for (const bad of ["op read", "{}", '["/x", 1]', '"x"'])
    expect(source({ CLAWKEEP_KEYRING_COMMAND: bad })).toMatchObject({ argv: [] });
});
