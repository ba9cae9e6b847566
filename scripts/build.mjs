import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { buildStamp, projectRoot, recordBuild } from "./stamps.mjs";

/** Builds the console with Next into .next and the CLI with esbuild into dist. */

// Bundled CommonJS packages call `require`, which an ES module does not have by itself.
const REQUIRE =
  'import { createRequire as makeRequire_ } from "node:module"; const require = makeRequire_(import.meta.url);';

const stamp = buildStamp();
rmSync(path.join(projectRoot, "dist"), { recursive: true, force: true });
buildConsole();
await buildCli();
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

/** Splitting keeps each command in a file of its own, so that a short command loads little. */
async function buildCli() {
  await build({
    absWorkingDir: projectRoot,
    entryPoints: { cli: "cli/main.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: REQUIRE },
    external: ["next", "better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2", "react", "react-dom"],
    logLevel: "warning",
  });
}
