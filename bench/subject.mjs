import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Loads a TypeScript file of this folder with everything it imports, as the CLI is built.
 *
 * The bundle stands below node_modules for as long as it is used, because the native packages in it are found
 * from where it stands.
 */
export async function loadSubject(name) {
  process.env.CLAWKEEP_ROOT ??= root;
  const cache = path.join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "clawkeep-bench-"));
  const outfile = path.join(folder, "subject.mjs");
  try {
    await build({
      entryPoints: [path.join(root, "bench", name)],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      banner: {
        js: 'import { createRequire as makeRequire_ } from "node:module"; const require = makeRequire_(import.meta.url);',
      },
      external: ["better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2"],
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
