import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

/** Each of these imports must be refused, by this rule and no other. */
const REFUSED: [rule: string, importer: string, imported: string][] = [
  ["domain-is-the-floor", "lib/domain/rows.ts", "db/client.ts"],
  ["domain-is-pure", "lib/domain/disk.ts", "node:fs"],
  ["domain-is-pure", "lib/domain/shape.ts", "zod"],
  ["vault-stands-alone", "lib/vault/rows.ts", "db/client.ts"],
  ["openclaw-is-a-contract", "lib/openclaw/deed.ts", "lib/operations/publish.ts"],
  ["openclaw-is-a-contract", "lib/openclaw/envelope.ts", "lib/vault/sealer.ts"],
  ["imports-read-files", "lib/imports/rows.ts", "db/client.ts"],
  ["providers-speak-http", "lib/providers/rows.ts", "db/client.ts"],
  ["notices-carry-words", "lib/notify/status.ts", "lib/views/status.ts"],
  ["notices-carry-words", "lib/notify/keys.ts", "lib/providers/try-key-list.ts"],
  ["db-stores-envelopes", "db/repositories/decrypt.ts", "lib/vault/sealer.ts"],
  ["views-cannot-decrypt", "lib/views/decrypt.ts", "lib/vault/sealer.ts"],
  ["views-cannot-decrypt", "lib/views/write.ts", "db/mutate.ts"],
  ["views-cannot-decrypt", "lib/views/deed.ts", "lib/operations/publish.ts"],
  ["operations-do-the-work", "lib/operations/show.ts", "lib/views/status.ts"],
  ["operations-do-the-work", "lib/operations/speak.ts", "messages/en.json"],
  ["hosts-have-no-vault", "lib/host/curious.ts", "lib/vault/data-key.ts"],
  ["hosts-have-no-vault", "lib/host/rows.ts", "db/repositories/profiles.ts"],
  ["configuration-imports-nothing", "lib/config.ts", "lib/domain/role.ts"],
  ["catalogs-are-words", "lib/messages.ts", "lib/domain/role.ts"],
  ["terminal-is-an-adapter", "cli/commands/rows.ts", "db/repositories/profiles.ts"],
  ["terminal-is-an-adapter", "cli/commands/seal.ts", "lib/vault/sealer.ts"],
  ["web-has-one-door", "app/_server/rows.ts", "db/repositories/profiles.ts"],
  ["pages-have-one-door", "app/(console)/profiles/[profileId]/page.tsx", "db/client.ts"],
  ["pages-have-one-door", "app/api/resolver/route.ts", "lib/runtime.ts"],
  ["pages-have-one-door", "app/layout.tsx", "lib/openclaw/store-json.ts"],
  ["ui-is-dumb", "app/_ui/status-table.tsx", "lib/views/status.ts"],
  ["client-gets-props", "app/(console)/order/order-editor.client.tsx", "lib/views/status.ts"],
  ["client-gets-props", "app/error.tsx", "lib/operations/publish.ts"],
  ["few-hands-on-plaintext", "lib/operations/curious.ts", "lib/operations/opening-context.ts"],
  ["framework-stays-in-app", "lib/operations/redirect.ts", "next"],
  ["framework-stays-in-app", "cli/commands/status.ts", "react"],
  ["one-place-chooses-the-driver", "e2e/rows.mjs", "better-sqlite3"],
  ["resolver-travels-alone", "bin/clawkeep-resolver.mjs", "zod"],
  ["test-support-stays-in-tests", "lib/runtime.ts", "lib/testing/fake-provider.ts"],
  ["no-cycles", "lib/views/egg.ts", "lib/views/hen.ts"],
  ["every-import-resolves", "lib/views/lost.ts", "#lib/domain/nowhere.ts"],
];

/** The same rules must let these through. A cycle is reported once, so the hen may keep her egg. */
const ALLOWED: [importer: string, imported: string][] = [
  ["app/global-error.tsx", "app/globals.css"],
  ["app/(console)/profiles/page.tsx", "lib/views/status.ts"],
  ["app/(console)/profiles/actions.ts", "lib/operations/publish.ts"],
  ["app/_server/opening.ts", "lib/operations/opening-context.ts"],
  ["app/_server/context.ts", "lib/runtime.ts"],
  ["app/api/resolver/resolve.ts", "lib/openclaw/exec-protocol.ts"],
  ["cli/commands/publish.ts", "lib/operations/publish.ts"],
  ["cli/commands/gateway-host.ts", "lib/host/sync-gateway.ts"],
  ["cli/commands/serve.ts", "next"],
  ["db/repositories/profiles.ts", "lib/domain/role.ts"],
  ["lib/notify/ntfy.ts", "messages/en.json"],
  ["lib/notify/slack.ts", "lib/providers/guarded-request.ts"],
  ["lib/operations/publish.ts", "db/mutate.ts"],
  ["lib/operations/resolve-secrets.ts", "lib/vault/opener.ts"],
  ["lib/operations/save.ts", "lib/vault/sealer.ts"],
  ["lib/views/hen.ts", "lib/views/egg.ts"],
  ["lib/views/status.ts", "db/repositories/profiles.ts"],
];

/** Ways to say an import that a parser which only guesses at TypeScript overlooks. */
const SHAPES: [shape: string, text: string][] = [
  ["type-export", 'export type { Sealer } from "#lib/vault/sealer.ts";'],
  ["type-query", 'export type Sealer = import("#lib/vault/sealer.ts").Sealer;'],
  ["parameter-type", 'export function seal(sealer: import("#lib/vault/sealer.ts").Sealer): void {}'],
  [
    "dynamic-import",
    'export class A<T> { declare x: T; async *f<U>(this: A<U>): AsyncGenerator<U> { await import("#lib/vault/sealer.ts"); } }',
  ],
];

const REPOSITORY = process.cwd();
const CRUISE = path.join(REPOSITORY, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const SOURCES = "{app,bin,cli,db,e2e,lib}/**/*.{mjs,ts,tsx}";
const INSTALLED = ["better-sqlite3", "next", "react", "zod"];

const Report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string() })) }),
  }),
});

let folder: string;
let report: z.output<typeof Report>;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-fences-"));
  writeTree();
  const config = path.join(REPOSITORY, ".dependency-cruiser.mjs");
  const args = [CRUISE, "--config", config, "--output-type", "json", SOURCES];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  report = Report.parse(JSON.parse(stdout));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the fences", () => {
  test.each(REFUSED)("%s refuses %s importing %s", (rule, importer, imported) => {
    const fired = report.summary.violations.filter(({ from }) => from === importer);
    expect(fired.map((violation) => [violation.rule.name, shortName(violation.to)])).toEqual([
      [rule, shortName(imported)],
    ]);
  });

  test.each(ALLOWED)("let %s import %s", (importer) => {
    expect(report.summary.violations.filter(({ from }) => from === importer)).toEqual([]);
  });

  test.each(SHAPES)("see through a %s", (shape) => {
    const fired = report.summary.violations.filter(({ from }) => from === `lib/views/${shape}.ts`);
    expect(fired.map(({ rule, to }) => [rule.name, to])).toEqual([
      ["views-cannot-decrypt", "lib/vault/sealer.ts"],
    ]);
  });

  test("have each been seen to fire", () => {
    const fired = new Set(report.summary.violations.map(({ rule }) => rule.name));
    const rules = report.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    expect(rules.filter((name) => !fired.has(name))).toEqual([]);
  });
});

/** `node:fs` is reported as `fs`, and a package as the file it resolves to. */
function shortName(module: string): string {
  return module.replace(/^node:/, "").replace(/^node_modules\/([^/]+)\/.*/, "$1");
}

function writeTree(): void {
  const imports = Object.fromEntries(
    ["app", "cli", "db", "lib", "messages"].map((name) => [`#${name}/*`, `./${name}/*`]),
  );
  const dependencies = Object.fromEntries(INSTALLED.map((name) => [name, "1.0.0"]));
  write("package.json", JSON.stringify({ type: "module", imports, dependencies }));
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { module: "esnext", moduleResolution: "bundler" } }),
  );
  for (const name of INSTALLED) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    write(`node_modules/${name}/index.js`, "");
  }
  const edges = [...REFUSED.map(([, ...edge]) => edge), ...ALLOWED];
  for (const [, imported] of edges)
    if (isOurs(imported)) write(imported, imported.endsWith(".json") ? "{}" : "");
  for (const [importer, imported] of edges) write(importer, importOf(importer, imported));
  for (const [shape, text] of SHAPES) write(`lib/views/${shape}.ts`, text);
}

/** A type-only import where TypeScript has one: knowing a type is already knowing too much. */
function importOf(importer: string, imported: string): string {
  const specifier = isOurs(imported) ? `#${imported}` : imported;
  return importer.endsWith(".mjs") ? `import "${specifier}";` : `import type { It } from "${specifier}";`;
}

function isOurs(imported: string): boolean {
  return /^(app|cli|db|lib|messages)\//.test(imported);
}

function write(file: string, text: string): void {
  const absolute = path.join(folder, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}
