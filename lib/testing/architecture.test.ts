import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  actionsAskWho,
  clientFilesAreNamed,
  filesFitInAHead,
  importsAreNamedFromTheRoot,
  LINES_MAX,
  nothingIsABarrel,
  pagesHoldNoQueries,
  providersOpenCredentialsInTwoPlaces,
  requestsGoThroughTheGuard,
  type SourceFile,
  serverDoorIsServerOnly,
} from "#lib/testing/architecture.ts";
import { catalogDifferences, placeholders } from "#lib/testing/catalogs.ts";

const tree = ["app", "cli", "db", "lib"].flatMap(filesBelow);

/** `samples` are files that must be refused, `accepted` their well-made twins. */
const CHECKS = [
  {
    name: "the directive of client files and their name agree",
    check: clientFilesAreNamed,
    refused: [
      ["app/_ui/menu.tsx", '"use client";\n\nexport const Menu = 1;\n'],
      ["app/_ui/menu.tsx", '/** Opens downwards. */\n"use client";\n'],
      ["app/_ui/menu.client.tsx", "export const Menu = 1;\n"],
      ["app/error.tsx", "export const Menu = 1;\n"],
    ],
    accepted: [
      ["app/_ui/menu.client.tsx", '// Opens downwards.\n"use client";\n'],
      ["app/(console)/error.tsx", '"use client";\n'],
      ["app/_ui/icon.tsx", 'export const words = `"use client";`;\n'],
    ],
  },
  {
    name: "every server action begins by asking who calls",
    check: actionsAskWho,
    refused: [
      ["app/x/actions.ts", action("  const input = parse(form);")],
      ["app/x/actions.ts", action("  const ctx = await operatorContext({ anyone: true });")],
      ["app/x/actions.ts", action("  const ctx = await operatorContext();").replace('"use server";\n', "")],
      [
        "app/x/actions.ts",
        `${action("  const ctx = await operatorContext();")}export const b = async () => 1;\n`,
      ],
      [
        "app/x/actions.ts",
        `${action("  const ctx = await operatorContext();")}export * from "#app/y/actions.ts";\n`,
      ],
      [
        "app/x/actions.ts",
        '"use server";\n\nexport async function save(\n  _previous: { a: 1 },\n  form: FormData,\n): Promise<void> {\n  run();\n}\n',
      ],
      ["app/x/page.tsx", 'export async function save() {\n  "use server";\n}\n'],
    ],
    accepted: [
      ["app/x/actions.ts", action("  const ctx = await operatorContext();")],
      [
        "app/x/actions.ts",
        `${action("  const ctx = await visitorContext();")}\nfunction helper() {\n  return 1;\n}\n`,
      ],
      [
        "app/x/actions.ts",
        '"use server";\n\nexport async function save(\n  form: FormData,\n): Promise<{\n  a: 1;\n}> {\n  const ctx = await operatorContext();\n}\n',
      ],
    ],
  },
  {
    name: "no file under app/ queries the database",
    check: pagesHoldNoQueries,
    refused: [
      ["app/(console)/page.tsx", "const rows = ctx.db.all();\n"],
      ["app/api/check/route.ts", 'import { eq } from "drizzle-orm";\n'],
      ["app/_server/context.ts", "const rows = ctx.reader.select();\n"],
    ],
    accepted: [["lib/views/status.ts", "const rows = ctx.reader.select();\n"]],
  },
  {
    name: `no file is longer than ${LINES_MAX} lines`,
    check: filesFitInAHead,
    refused: [["lib/domain/long.ts", "x;\n".repeat(LINES_MAX + 1)]],
    accepted: [["lib/domain/long.ts", "x;\n".repeat(LINES_MAX)]],
  },
  {
    name: "every file in app/_server starts with server-only",
    check: serverDoorIsServerOnly,
    refused: [["app/_server/context.ts", 'import { cache } from "react";\nimport "server-only";\n']],
    accepted: [
      ["app/_server/context.ts", 'import "server-only";\nimport { cache } from "react";\n'],
      ["app/_server/context.test.ts", 'import { test } from "vitest";\n'],
    ],
  },
  {
    name: "lib/providers opens credentials in two places",
    check: providersOpenCredentialsInTwoPlaces,
    refused: [
      ["lib/providers/openai.ts", "const key = secret.reveal();\n"],
      ["lib/providers/openai.ts", "const { reveal } = secret;\n"],
    ],
    accepted: [
      ["lib/providers/credential-header.ts", "const key = secret.reveal();\n"],
      ["lib/providers/redactor.test.ts", "const key = secret.reveal();\n"],
    ],
  },
  {
    name: "every outbound request goes through the guard",
    check: requestsGoThroughTheGuard,
    refused: [
      ["lib/providers/openai.ts", 'const answer = await fetch("https://example.com");\n'],
      ["lib/providers/openai.ts", 'import { request } from "node:https";\n'],
      ["lib/notify/webhook.ts", 'import { lookup } from "node:dns/promises";\n'],
      ["lib/notify/webhook.ts", 'import { createTransport } from "nodemailer";\n'],
      ["lib/notify/send-mail.ts", 'import { connect } from "node:tls";\n'],
    ],
    accepted: [
      ["lib/providers/guarded-request.ts", 'import { request } from "node:http";\n'],
      ["lib/providers/openai.test.ts", 'const answer = await fetch("https://example.com");\n'],
      ["lib/notify/send-mail.ts", 'import { createTransport } from "nodemailer";\n'],
    ],
  },
  {
    name: "there are no barrels",
    check: nothingIsABarrel,
    refused: [["lib/domain/index.ts", 'export * from "./a.ts";\n']],
    accepted: [["lib/domain/reindex.ts", ""]],
  },
  {
    name: "nothing is imported through ../",
    check: importsAreNamedFromTheRoot,
    refused: [["lib/domain/a.ts", 'import {\n  a,\n} from "../../db/a.ts";\n']],
    accepted: [["lib/domain/a.ts", 'import a from "#db/a.ts";\nconst up = "../../elsewhere";\n']],
  },
] as const;

describe.each(CHECKS)("$name", ({ check, refused, accepted }) => {
  test.each(asFiles(refused))("and a sample that breaks it is refused: $path", (file) => {
    expect(check([file])).toHaveLength(1);
  });

  test.each(asFiles(accepted))("and a well-made sample is accepted: $path", (file) => {
    expect(check([file])).toEqual([]);
  });

  test("in the whole tree", () => {
    expect(check(tree)).toEqual([]);
  });
});

describe("the two languages", () => {
  test("have the same sentences with the same placeholders", () => {
    const [en, zh] = ["en", "zh-CN"].map(readCatalog);
    expect(catalogDifferences("en", en, "zh-CN", zh)).toEqual([]);
  });

  test("are told apart by a missing key, a missing argument, another kind and a missing tag", () => {
    const en = { a: { b: "B" }, c: "{n} of {m}", d: "{n, number}", e: "<link>here</link>", f: "same {n}" };
    const zh = { c: "{n}", d: "{n}", e: "这里", f: "{n} 相同", g: "多" };
    expect(catalogDifferences("en", en, "zh-CN", zh)).toEqual([
      "zh-CN lacks a.b",
      "en lacks g",
      "c uses {m} {n} in en and {n} in zh-CN",
      "d uses {n, number} in en and {n} in zh-CN",
      "e uses <link> in en and nothing in zh-CN",
    ]);
  });

  test.each([
    ["plain", "nothing"],
    ["{a} and {a}", "{a}"],
    ["{n, plural, one {# key of {name}} other {# keys of {name}}}", "{n, plural} {name}"],
    ["{k, select, token {until {day, date, medium}} other {}}", "{day, date} {k, select}"],
    ["write '{profileId}' literally, it''s {a}", "{a}"],
    ["{a", "unbalanced"],
    ["a}", "unbalanced"],
  ])("read %j as %s", (message, found) => {
    expect(placeholders(message)).toBe(found);
  });
});

function action(firstLine: string): string {
  return `"use server";\n\nexport async function save(form: FormData): Promise<void> {\n${firstLine}\n  run(form);\n}\n`;
}

function asFiles(samples: readonly (readonly [string, string])[]): SourceFile[] {
  return samples.map(([file, text]) => ({ path: file, text }));
}

function filesBelow(folder: string): SourceFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name).replaceAll(path.sep, "/"))
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: name, text: readFileSync(name, "utf8") }));
}

function readCatalog(language: string) {
  const file = `messages/${language}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
