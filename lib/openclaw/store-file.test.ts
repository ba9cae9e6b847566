import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { sha256Of } from "#lib/openclaw/durable-file.ts";
import type { JsonObject } from "#lib/openclaw/own-member.ts";
import { StoreDocument } from "#lib/openclaw/store-document.ts";
import { draftStore, editStore, type StoreDraft } from "#lib/openclaw/store-file.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SECRET = "sk-FAKE-0123456789abcdef";
const REF = { source: "exec", provider: "clawkeep", id: "main/openai:work" };
const ADD: MemberEdit[] = [
  { path: ["profiles", "openai:work"], value: { type: "api_key", provider: "openai", keyRef: REF } },
];
const mode = (file: string) => (lstatSync(file).mode & 0o777).toString(8);

/** Where an agent's store is, and the store itself unless `text` is left out. */
function storeWith(text?: string): string {
  const file = path.join(temporaryFolder(), "agents/main/agent/auth-profiles.json");
  if (text === undefined) return file;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o644 });
  return file;
}

describe("a store that is not there", () => {
  test.each([
    ["because the agent never had one", undefined],
    ["because its file is empty", ""],
    ["because its file holds only blanks", " \n\n"],
  ])("%s is begun as OpenClaw begins one", async (_, text) => {
    const file = storeWith(text);
    const write = await editStore(file, () => ADD);
    const written = readFileSync(file, "utf8");
    expect(written).toBe(
      `${JSON.stringify({ version: 1, profiles: { "openai:work": { type: "api_key", provider: "openai", keyRef: REF } } }, null, 2)}\n`,
    );
    expect(write).toEqual({ path: file, sha256: sha256Of(written), changed: true });
    expect(mode(file)).toBe("600");
    expect(readdirSync(path.dirname(file))).toEqual(["auth-profiles.json"]);
  });

  test("is not made when there is nothing to write", async () => {
    const file = storeWith();
    expect(await editStore(file, () => [])).toMatchObject({ changed: false });
    expect(existsSync(file)).toBe(false);
  });

  test("gets folders of its own, private", async () => {
    const file = storeWith();
    await editStore(file, () => ADD);
    expect(mode(path.dirname(file))).toBe("700");
  });
});

describe("a store that is there", () => {
  test("keeps every byte that the edits do not name: usage, OAuth, unknown fields, odd numbers, spacing", async () => {
    const before = `{ "x-unknown" : {"deep": [1.0, 1e3]},
      "version":1,"profiles": {"openai:work": {"provider":"openai","type":"api_key", "key":"${SECRET}" ,"note":"é"},
        "codex:me":{"type":"oauth","provider":"codex","access":"at-FAKE","expires":12345678901234567890}},
  "lastGood":{"openai":"openai:work"}, "usageStats":{"openai:work":{"lastUsed":5.0,"cooldownUntil":1e13}}}`;
    const file = storeWith(before);
    const members = { key: undefined, keyRef: REF };
    await editStore(file, () => [{ path: ["profiles", "openai:work"], members }]);
    const after = readFileSync(file, "utf8");
    expect(JSON.parse(after).profiles["openai:work"]).toEqual({
      provider: "openai",
      type: "api_key",
      note: "é",
      keyRef: REF,
    });
    expect(after.startsWith(before.slice(0, before.indexOf('"key"')))).toBe(true);
    expect(after.endsWith(before.slice(before.indexOf('},\n        "codex:me"')))).toBe(true);
    expect(mode(file)).toBe("600");
  });

  test.each([
    [
      "its entries are spelled the old way",
      { version: 1, profiles: { a: { mode: "api_key", provider: "p", apiKey: SECRET } } },
    ],
    ["it has no version", { profiles: {}, usageStats: { gone: { errorCount: 2 } } }],
    ["its version is an old one", { version: 0, profiles: {} }],
  ])("takes an edit and keeps the rest when %s", async (_, store) => {
    const file = storeWith(JSON.stringify(store));
    await editStore(file, () => ADD);
    const { profiles, ...rest } = JSON.parse(readFileSync(file, "utf8"));
    const { profiles: before, ...restBefore } = store;
    expect(profiles).toMatchObject(before);
    expect(rest).toEqual(restBefore);
  });

  test("is seen by the edit as it is under the lock", async () => {
    const file = storeWith('{"version":1,"profiles":{}}');
    let locked = "";
    await editStore(file, (text) => {
      locked = readFileSync(`${file}.lock`, "utf8");
      expect(text).toBe('{"version":1,"profiles":{}}');
      return [];
    });
    expect(JSON.parse(locked).pid).toBe(process.pid);
  });

  test("is not written when the edits change nothing", async () => {
    const file = storeWith('{"version":1,"profiles":{"a":{"type":"token"}}}');
    const before = lstatSync(file);
    const same: MemberEdit[] = [{ path: ["profiles", "a", "gone"], remove: true }];
    for (const edits of [[], same]) {
      expect(await editStore(file, () => edits)).toMatchObject({ changed: false });
    }
    expect([lstatSync(file).ino, lstatSync(file).mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });
});

describe("a draft that was made before the lock", () => {
  const STORE = `${JSON.stringify({ version: 1, profiles: { "codex:me": { type: "oauth", access: "at-FAKE" } } }, null, 2)}\n`;
  const WITH_ADDED = STORE.replace(
    /\n {4}\}\n {2}\}/,
    `\n    },\n    "openai:work": ${JSON.stringify(ADD.map((edit) => "value" in edit && edit.value)[0], null, 2).replaceAll("\n", "\n    ")}\n  }`,
  );

  function draftOf(file: string, text: string): StoreDraft | null {
    return draftStore(file, new StoreDocument(text, JSON.parse(text) as JsonObject, Buffer.from(text)), ADD);
  }

  test("is written when the file still holds what it was made for, without planning again", async () => {
    const file = storeWith(STORE);
    const edit = () => expect.unreachable("It was planned again.");
    const write = await editStore(file, edit, draftOf(file, STORE));
    expect(readFileSync(file, "utf8")).toBe(WITH_ADDED);
    expect(write).toEqual({ path: file, sha256: sha256Of(WITH_ADDED), changed: true });
    expect(mode(file)).toBe("600");
    expect(readdirSync(path.dirname(file))).toEqual(["auth-profiles.json"]);
  });

  test.each([
    ["of another length", `${STORE.slice(0, -3)},\n  "lastGood": {}\n}\n`],
    ["of the same length", STORE.replace("at-FAKE", "rt-FAKE")],
  ])(
    "is dropped when the file holds something else %s, and what is there is planned from",
    async (_, theirs) => {
      const file = storeWith(theirs);
      const seen: string[] = [];
      const edit = (text: string) => {
        seen.push(text);
        return ADD;
      };
      await editStore(file, edit, draftOf(file, STORE));
      expect(seen).toEqual([theirs]);
      const { profiles, ...rest } = JSON.parse(readFileSync(file, "utf8"));
      const { profiles: before, ...restBefore } = JSON.parse(theirs);
      expect(rest).toEqual(restBefore);
      expect(profiles).toEqual({ ...before, "openai:work": expect.objectContaining({ keyRef: REF }) });
    },
  );

  test("is dropped when the file is gone, and the store is begun anew", async () => {
    const file = storeWith();
    await editStore(file, () => ADD, draftOf(file, STORE));
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")).profiles)).toEqual(["openai:work"]);
  });

  test("is not written through a link to the same bytes", { tags: ["I06"] }, async () => {
    const write = async (file: string) => {
      await expect(editStore(file, () => ADD, draftOf(file, STORE))).rejects.toMatchObject({
        code: "file_is_symlink",
      });
    };
    expect(await changedBehindLink(write)).toBe(false);
  });

  test("is written through a link by whoever does not look", { tags: ["I06-twin"] }, async () => {
    expect(await changedBehindLink(async (file) => writeFileSync(file, WITH_ADDED))).toBe(true);
  });

  /** Whether a store elsewhere, with the same bytes, is another one when something was written to a link to it. */
  async function changedBehindLink(write: (file: string) => Promise<void>): Promise<boolean> {
    const file = storeWith();
    mkdirSync(path.dirname(file), { recursive: true });
    const target = path.join(temporaryFolder(), "elsewhere.json");
    writeFileSync(target, STORE);
    symlinkSync(target, file);
    await write(file);
    return readFileSync(target, "utf8") !== STORE;
  }

  test("that changes nothing leaves the file alone", async () => {
    const file = storeWith(WITH_ADDED);
    const before = lstatSync(file);
    expect(await editStore(file, () => ADD, draftOf(file, WITH_ADDED))).toMatchObject({ changed: false });
    expect([lstatSync(file).ino, lstatSync(file).mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  test.each([
    ["of a newer version", Buffer.from('{\n  "version": 2\n}\n')],
    ["whose profiles are a list", Buffer.from('{\n  "profiles": []\n}\n')],
    [
      "with bytes that are no UTF-8",
      Buffer.from([...Buffer.from('{\n  "x": "'), 0xff, ...Buffer.from('"\n}\n')]),
    ],
  ])("is not made for a store %s", (_, bytes) => {
    const text = bytes.toString("utf8");
    const document = new StoreDocument(text, JSON.parse(text) as JsonObject, bytes);
    expect(draftStore("/a/store.json", document, ADD)).toBeNull();
  });
});

/** Whether an error says eight characters of the secret or more. */
function isQuoting({ message, stack }: Error): boolean {
  const parts = Array.from({ length: SECRET.length - 7 }, (_, at) => SECRET.slice(at, at + 8));
  return parts.some((part) => `${message}${stack}`.includes(part));
}

describe("a store that is not ours to edit", () => {
  test.each([
    ["cut short", `{"version":1,\n"profiles":{"a":{"key":"${SECRET}`, { line: 2, column: 49 }],
    ["with a comment", `{// ${SECRET}\n}`, { line: 1, column: 2 }],
    ["with a byte order mark", `\uFEFF{"version":1}`, { line: 1, column: 1 }],
    ["a list", `["${SECRET}"]`, { line: 1, column: 1 }],
    ["null", "null", { line: 1, column: 1 }],
    [
      "whose profiles are a list",
      `{"version":1,\n "profiles":[{"key":"${SECRET}"}]}`,
      { line: 2, column: 2 },
    ],
    ["whose profiles are text", `{"profiles":"${SECRET}"}`, { line: 1, column: 2 }],
  ])(
    "because it is %s is refused by line and column, unquoted and untouched",
    {
      tags: ["I01"],
    },
    async (_, text, position) => {
      const file = storeWith(text);
      const error = await editStore(file, () => ADD).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "store_malformed", params: { file, ...position } });
      expect(isQuoting(error as Error)).toBe(false);
      expect(readFileSync(file, "utf8")).toBe(text);
      expect(readdirSync(path.dirname(file))).toEqual(["auth-profiles.json"]);
    },
  );

  test("is quoted by the parser of the language itself", { tags: ["I01-twin"] }, () => {
    expect(() => JSON.parse(`{"profiles": ${SECRET}}`)).toThrow(expect.toSatisfy(isQuoting));
  });

  test.each([2, "2", 99])("because its version is %j is refused and untouched", async (version) => {
    const text = JSON.stringify({ version, profiles: {} });
    const file = storeWith(text);
    await expect(editStore(file, () => ADD)).rejects.toMatchObject({
      code: "store_version_newer",
      params: { file, version: Number(version) },
    });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("because it is a link is refused, and what is behind it is untouched", async () => {
    const file = storeWith();
    mkdirSync(path.dirname(file), { recursive: true });
    const target = path.join(temporaryFolder(), "elsewhere.json");
    writeFileSync(target, '{"version":1,"profiles":{}}');
    symlinkSync(target, file);
    await expect(editStore(file, () => ADD)).rejects.toMatchObject({ code: "file_is_symlink" });
    expect(readFileSync(target, "utf8")).toBe('{"version":1,"profiles":{}}');
  });

  test("because someone writes it without the lock, as some commands of OpenClaw do, is refused and theirs", async () => {
    const file = storeWith('{"version":1,"profiles":{}}');
    const theirs = '{"version":1,"profiles":{"theirs":{}}}';
    const edit = () => {
      writeFileSync(file, theirs);
      return ADD;
    };
    await expect(editStore(file, edit)).rejects.toMatchObject({
      code: "changed_meanwhile",
      params: { file },
    });
    expect(readFileSync(file, "utf8")).toBe(theirs);
  });

  test("lets the lock go after every refusal", async () => {
    const file = storeWith("nonsense");
    await expect(editStore(file, () => ADD)).rejects.toThrow();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});
