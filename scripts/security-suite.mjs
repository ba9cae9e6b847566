import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { tool } from "./commands.mjs";
import { SUITES } from "./security/catalog.mjs";

/**
 * Runs the security tests of the suites that are named, wherever they stand, and lists every id of the catalog with how
 * many tests showed it and how many twins went red, with the figures that tests gave. An id without a passed test
 * is a failure, and so is a suite in which anything failed. `--write` puts the list into docs/security-tests.md.
 */

const DOCUMENT = "docs/security-tests.md";

const isWritten = process.argv.includes("--write");
const suites = process.argv.slice(2).filter((word) => word !== "--write");
const unknown = suites.filter((name) => !(name in SUITES));
if (suites.length === 0 || unknown.length > 0) {
  console.error(`Say which suites to run: ${Object.keys(SUITES).join(", ")}.`);
  process.exit(64);
}

const rows = suites.flatMap((suite) => SUITES[suite]);
const reports = mkdtempSync(path.join(os.tmpdir(), "clawkeep-security-"));
const found = [...(await unitTests()), ...(await walks())];
rmSync(reports, { recursive: true, force: true });

const lines = rows.map(([id, title]) => {
  const shown = found.filter(({ tags }) => tags.includes(id));
  const twins = found.filter(({ tags }) => tags.includes(`${id}-twin`));
  const failed = [...shown, ...twins].filter(({ state }) => state === "failed");
  const passed = (tests) => tests.filter(({ state }) => state === "passed").length;
  const state = failed.length > 0 ? "FAILED" : passed(shown) > 0 ? "ok" : "NOT SHOWN";
  const figures = shown.flatMap(({ figures: each }) => each);
  return { id, title, state, tests: passed(shown), twins: passed(twins), figures, failed };
});

for (const { id, title, state, tests, twins, figures, failed } of lines) {
  const red = twins === 1 ? "1 twin red" : `${twins} twins red`;
  console.log(`${id}  ${state.padEnd(9)}  ${String(tests).padStart(4)} tests, ${red}  ${title}`);
  for (const figure of figures) console.log(`       ${figure}`);
  for (const { name } of failed) console.log(`       failed: ${name}`);
}
if (isWritten) writeFileSync(DOCUMENT, documentOf(lines));
const bad = lines.filter(({ state }) => state !== "ok");
console.log(`\n${lines.length - bad.length} passed, ${bad.length} failed`);
process.exit(bad.length > 0 ? 1 : 0);

/** What stands above the table stays; the table is that of this run. */
function documentOf(shown) {
  const [head] = readFileSync(DOCUMENT, "utf8").split("\n| id ");
  const rowOf = ({ id, title, state, tests, twins, figures }) =>
    `| ${id} | ${title} | ${state === "ok" ? "shown" : state.toLowerCase()} | ${tests} | ${twins} | ${figures.join("; ")} |`;
  const heading = [
    "| id | what | result | tests | twins red | figures |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  return `${head}\n${[...heading, ...shown.map(rowOf)].join("\n")}\n`;
}

/** @typedef {{ name: string, tags: string[], state: "passed" | "failed" | "skipped", figures: string[] }} Shown */

/** @returns {Promise<Shown[]>} */
async function unitTests() {
  const file = path.join(reports, "vitest.json");
  const wanted = rows.flatMap(([id]) => [id, `${id}-twin`]);
  const files = ["app", "bin", "cli", "db", "lib", "scripts"].flatMap(testsBelow).filter((name) => {
    const text = readFileSync(name, "utf8");
    return wanted.some((tag) => text.includes(`"${tag}"`) || text.includes(`@module-tag ${tag} `));
  });
  if (files.length === 0) return [];
  const reporting = ["--reporter=json", `--outputFile.json=${file}`];
  const sizes = "--config=vitest.full.config.ts";
  await tool("vitest/vitest.mjs", [
    "run",
    ...files,
    ...reporting,
    sizes,
    `--tags-filter=${wanted.join(" or ")}`,
  ]);
  return reportOf(file).testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, tags, status, meta }) => ({
      name: fullName,
      tags: tags ?? [],
      state: status === "passed" || status === "failed" ? status : "skipped",
      figures: meta?.figures ?? [],
    })),
  );
}

/** @returns {Promise<Shown[]>} */
async function walks() {
  const file = path.join(reports, "playwright.json");
  const wanted = rows.map(([id]) => `@${id}`).join("|");
  await tool(
    "@playwright/test/cli.js",
    ["test", `--grep=${wanted}`, "--reporter=json", "--pass-with-no-tests"],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  );
  return specsOf(reportOf(file).suites ?? []).map(({ title, tags, ok, tests }) => ({
    name: title,
    tags: tags.map((tag) => tag.replace(/^@/, "")),
    state: tests.every(({ status }) => status === "skipped") ? "skipped" : ok ? "passed" : "failed",
    figures: tests.flatMap(({ annotations }) =>
      annotations.filter(({ type }) => type === "figure").map(({ description }) => description),
    ),
  }));
}

function testsBelow(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".test.ts")).map((name) => path.join(folder, name));
}

function specsOf(groups) {
  return groups.flatMap(({ specs = [], suites: inner = [] }) => [...specs, ...specsOf(inner)]);
}

function reportOf(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
