import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { makeStateDir } from "../bench/state-dir.mjs";
import { buildStamp, projectRoot, recordBuild } from "./stamps.mjs";

/** Builds the console with Next into .next and the CLI with esbuild into dist. */

// Bundled CommonJS packages call `require`, which an ES module does not have by itself.
const REQUIRE =
  'import { createRequire as makeRequire_ } from "node:module"; const require = makeRequire_(import.meta.url);';

/**
 * Commands that a timer runs every few minutes. They and all they need are one file, because Node takes about a
 * millisecond for each file it loads.
 */
const QUICK = /^#cli\/commands\/models-(status|order-get|order-explain|auth-keys)\.ts$/;

/** The way from bin/clawkeep, which imports for the bundle, to what is loaded later. */
const LATER = "../dist/";

const stamp = buildStamp();
rmSync(path.join(projectRoot, "dist"), { recursive: true, force: true });
buildConsole();
await buildCli();
keepCompiledCode();
recordBuild(stamp);

function buildConsole() {
  const next = path.join(projectRoot, "node_modules/next/dist/bin/next");
  const { status } = spawnSync(process.execPath, [next, "build"], {
    cwd: projectRoot,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * dist/cli.cjs holds the quick commands; every other command is loaded from dist/console when it is called. It is a
 * script that gives a function, because a module takes longer to start and its compiled code cannot be kept.
 */
async function buildCli() {
  const shared = {
    absWorkingDir: projectRoot,
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "warning",
  };
  const later = new Map();
  const { outputFiles } = await build({
    ...shared,
    write: false,
    entryPoints: { cli: "cli/main.ts" },
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    banner: { js: "(function (require, importLater) {" },
    footer: { js: "})" },
    minifyWhitespace: true,
    plugins: [
      { name: "load-later", setup: ({ onResolve }) => onResolve({ filter: /^#cli\// }, loadLater(later)) },
    ],
  });
  const [{ path: file, text }] = outputFiles;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text.replaceAll(`import("${LATER}`, `importLater("${LATER}`));
  await build({
    ...shared,
    entryPoints: Object.fromEntries(later),
    outExtension: { ".js": ".mjs" },
    format: "esm",
    banner: { js: REQUIRE },
    // Splitting keeps each command in a file of its own, so that a short command loads little.
    splitting: true,
    chunkNames: "console/chunks/[name]-[hash]",
    external: ["next", "better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2", "react", "react-dom"],
  });
}

/** Runs a check of a small state dir once, so that what the engine compiled for it need not be compiled again. */
function keepCompiledCode() {
  const { home, stateDir, remove } = makeStateDir(10);
  const words = ["models", "status", "--check", "--state-dir", stateDir];
  const args = [
    path.join(projectRoot, "scripts/code-cache.mjs"),
    path.join(projectRoot, "dist/cli.cjs"),
    ...words,
  ];
  const env = { HOME: home, CLAWKEEP_ROOT: projectRoot };
  const { status } = spawnSync(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  remove();
  if (status !== 0) process.exit(status ?? 1);
}

/** Turns what a quick command imports only when needed into a file of the second build. */
function loadLater(later) {
  return ({ kind, path: specifier }) => {
    if (kind !== "dynamic-import" || QUICK.test(specifier)) return undefined;
    const source = specifier.slice(1);
    const entry = `console/${path.basename(source, ".ts")}`;
    later.set(entry, source);
    return { path: `${LATER}${entry}.mjs`, external: true };
  };
}
