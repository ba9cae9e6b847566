import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { Canaries } from "./canaries.ts";
import { spellingsOf, tracesBelow, tracesIn } from "./plaintext.ts";

/** What stands before and behind in the places that are searched: pages, JSON, a page of the database. */
const AROUND = { before: 'é<script>["', behind: `"]</script>${"\0".repeat(9)}` };

function planted(prefix = "sk-FAKE-") {
  const canaries = new Canaries();
  const text = canaries.make("key", { prefix });
  canaries.make("another");
  return { text, secrets: canaries.secrets, spellings: spellingsOf({ text, skip: prefix.length }) };
}

test("every spelling of a secret is found, in a text and in a file, whatever stands around it", {
  tag: ["@C07-twin"],
}, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-planted-"));
  const { secrets, spellings } = planted();
  try {
    for (const [spelling, spelled] of Object.entries(spellings)) {
      const content = Buffer.concat([AROUND.before, spelled, AROUND.behind].map((part) => Buffer.from(part)));
      const trace = { secret: "key", spelling };
      expect(tracesIn(content, secrets, "here"), spelling).toContainEqual({ ...trace, where: "here" });
      const file = path.join(folder, `deep/${encodeURIComponent(spelling)}/file.bin`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      expect(tracesBelow(folder, secrets), spelling).toContainEqual({ ...trace, where: file });
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a secret is found as each tool really writes it", () => {
  const { text, secrets } = planted();
  const written: Record<string, string | Buffer> = {
    "a JSON file": JSON.stringify({ profiles: { key: text } }, null, 2),
    "a JSON line in a JSON line": JSON.stringify({ line: JSON.stringify({ key: text }) }),
    "an address": new URL(`http://127.0.0.1/profiles?key=${encodeURIComponent(text)}`).href,
    "a posted form": new URLSearchParams({ before: "1", secret: text, behind: "2" }).toString(),
    "basic authentication": `Basic ${Buffer.from(`ada:${text}`).toString("base64")}`,
    "the payload of a JWT": Buffer.from(JSON.stringify({ a: 1, key: text })).toString("base64url"),
    "a hex dump": Buffer.from(`key=${text}`).toString("hex"),
    "a record of a database": Buffer.from(`\0\x03key${text}\x01`),
  };
  for (const [what, content] of Object.entries(written))
    expect(
      tracesIn(content, secrets, what).map(({ secret }) => secret),
      what,
    ).toContain("key");
  for (let before = 0; before < 6; before += 1) {
    const encoded = Buffer.from(`${"x".repeat(before)}${text}yz`).toString("base64");
    expect(tracesIn(encoded, secrets, "base64"), `${before} bytes before it`).not.toEqual([]);
  }
});

test("at the very beginning and the very end of a file too, and only then at all", () => {
  const { text, secrets } = planted();
  for (const content of [text, `${text}x`, `x${text}`])
    expect(tracesIn(content, secrets, "it").length).toBeGreaterThan(0);
  for (const content of ["", "x", text.slice(0, 8), text.slice(0, 19), text.slice(-7), "a".repeat(100_000)])
    expect(tracesIn(content, secrets, "it")).toEqual([]);
});

test("what everyone knows of a secret and its last four characters are no trace", () => {
  const { text, secrets } = planted("sk-ant-oat01-");
  expect(tracesIn(`sk-ant-oat01- … ${text.slice(-4)}`, secrets, "a list")).toEqual([]);
});

test("a link is not followed, and what is left out by name is left out alone", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-planted-"));
  const { text, secrets } = planted();
  try {
    writeFileSync(path.join(folder, "kept.json"), text);
    writeFileSync(path.join(folder, "other.json"), text);
    symlinkSync("other.json", path.join(folder, "link.json"));
    const found = tracesBelow(folder, secrets, (file) => file.endsWith("kept.json"));
    expect(new Set(found.map(({ where }) => path.basename(where)))).toEqual(new Set(["other.json"]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
