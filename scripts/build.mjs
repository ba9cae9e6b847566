import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
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

/** dist/cli.mjs holds the quick commands; every other command is loaded from dist/console when it is called. */
async function buildCli() {
  const shared = {
    absWorkingDir: projectRoot,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: REQUIRE },
    logLevel: "warning",
  };
  const later = new Map();
  await build({
    ...shared,
    entryPoints: { cli: "cli/main.ts" },
    minifyWhitespace: true,
    plugins: [
      { name: "load-later", setup: ({ onResolve }) => onResolve({ filter: /^#cli\// }, loadLater(later)) },
    ],
  });
  await build({
    ...shared,
    entryPoints: Object.fromEntries(later),
    // Splitting keeps each command in a file of its own, so that a short command loads little.
    splitting: true,
    chunkNames: "console/chunks/[name]-[hash]",
    external: ["next", "better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2", "react", "react-dom"],
  });
}

/** Turns what a quick command imports only when needed into a file of the second build. */
function loadLater(later) {
  return ({ kind, path: specifier }) => {
    if (kind !== "dynamic-import" || QUICK.test(specifier)) return undefined;
    const source = specifier.slice(1);
    const entry = `console/${path.basename(source, ".ts")}`;
    later.set(entry, source);
    return { path: `./${entry}.mjs`, external: true };
  };
}
