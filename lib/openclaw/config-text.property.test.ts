/** @module-tag I09 */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import JSON5 from "json5";
import { expect, test } from "vitest";
import { foldIncludes, resolveIncludes } from "#lib/openclaw/config-include.ts";
import { refersToEnv, substituteEnv } from "#lib/openclaw/config-substitution.ts";
import { type ConfigNode, parseConfigText, plainValue } from "#lib/openclaw/config-tree.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const FILE = "/state/openclaw.json";
const name = fc.oneof(fc.constantFrom("auth", "order", "a", "1", "toString"), fc.string({ maxLength: 8 }));
const leaf = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
  object: fc
    .dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true })
    .map((members) => Object.fromEntries(Object.entries(members).filter(([key]) => key !== "__proto__"))),
})).object;
const piece = fc.constantFrom("{", "}", "[", "]", ":", ",", "'", '"', "\\", "//", "/*", "*/", "\n", "a", "1");
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(piece, { maxLength: 30 }).map((parts) => parts.join("")),
);

function treeOf(value: unknown): ConfigNode {
  const parsed = parseConfigText(JSON.stringify(value), FILE);
  if (!parsed.ok) throw new Error(parsed.finding.code);
  return parsed.value.root;
}

test("a config written as JSON or JSON5 is read as it was", () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 2), (value, space) => {
      const plain = JSON.parse(JSON.stringify(value));
      for (const text of [
        JSON.stringify(value, null, space),
        JSON5.stringify(value, null, space),
        `// mine\n${JSON5.stringify(value)} `,
      ]) {
        const parsed = parseConfigText(text, FILE);
        expect(parsed.ok && plainValue(parsed.value.root)).toEqual(plain);
      }
    }),
  );
});

test("any text is a config or a finding with a reason, which quotes nothing of it", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseConfigText(text, FILE);
      if (parsed.ok) return;
      expect(["config_syntax", "config_too_deep"]).toContain(parsed.finding.code);
      expect(JSON.stringify(parsed.finding.params)).toMatch(/^\{"(reason":"[a-z_0-9]+"|depthMax":\d+)\}$/);
    }),
  );
});

test("a config that is spread over included files says the same, however its members are", () => {
  fc.assert(
    fc.property(json, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (value, picks) => {
      const entries = Object.entries(value).filter(
        ([key]) => !["$include", "prototype", "constructor"].includes(key),
      );
      const here = entries.filter((_, at) => picks[at] === true);
      const there = entries.filter((_, at) => picks[at] !== true);
      const parts: Record<string, unknown> = {
        "./one.json": Object.fromEntries(there.slice(0, 1)),
        "./two.json": Object.fromEntries(there.slice(1).reverse()),
      };
      const load = (named: ConfigNode) => treeOf(parts[named.kind === "scalar" ? String(named.value) : ""]);
      for (const members of [here, [...here].reverse()]) {
        const split = treeOf({ ...Object.fromEntries(members), $include: Object.keys(parts) });
        expect(plainValue(foldIncludes(split, load))).toEqual(
          plainValue(treeOf(Object.fromEntries(entries))),
        );
      }
    }),
  );
});

test("whatever an $include names is resolved or is a finding, and nothing outside is read", () => {
  const folder = path.join(temporaryFolder(), ".openclaw");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "part.json"), '{ "auth": { "order": {} } }');
  writeFileSync(path.join(folder, "again.json"), '{ "$include": "again.json" }');
  writeFileSync(path.join(folder, "../outside.json"), '{ "secret": "FAKE" }');
  const named = fc.oneof(
    fc.constantFrom("part.json", "./part.json", "again.json", "../outside.json", "", ".", "\0", "gone.json"),
    fc.string({ unit: "binary", maxLength: 8 }),
    leaf,
    json,
  );
  const include = fc.oneof(named, fc.array(named, { maxLength: 3 }));
  fc.assert(
    fc.property(json, include, (value, names) => {
      const resolved = resolveIncludes(
        treeOf({ ...value, $include: names }),
        path.join(folder, "openclaw.json"),
      );
      if (resolved.ok) expect(JSON.stringify(plainValue(resolved.root))).not.toContain('secret":"FAKE');
      else expect(resolved.findings.length).toBeGreaterThan(0);
    }),
  );
});

test("a variable is put where it is named, once and only there", () => {
  const variable = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);
  const around = fc.string({ maxLength: 6 }).filter((text) => !/[${}]/.test(text));
  const text = fc.string({ minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(variable, text, around, around, (key, value, before, after) => {
      const reference = `\${${key}}`;
      const node = treeOf({ set: before + reference + after, escaped: `$${reference}`, plain: before });
      const { root, findings } = substituteEnv(node, (asked) => (asked === key ? value : undefined));
      expect(plainValue(root)).toEqual({ set: before + value + after, escaped: reference, plain: before });
      expect(findings).toEqual([]);
      expect(refersToEnv(reference)).toBe(true);
      const unset = substituteEnv(node, () => undefined);
      expect(plainValue(unset.root)).toMatchObject({ set: before + reference + after });
      expect(unset.findings.map(({ code }) => code)).toEqual(["config_env_missing"]);
    }),
  );
});
