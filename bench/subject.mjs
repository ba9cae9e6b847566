import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles a TypeScript file of this folder with everything it imports, as the CLI is built, and gives the bundle's path.
 *
 * It stands below node_modules until it is removed, because the native packages in it are found from where it stands.
 */
export async function bundleSubject(name) {
  process.env.CLAWKEEP_ROOT ??= root;
  const cache = path.join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "clawkeep-bench-"));
  const remove = () => rmSync(folder, { recursive: true });
  const file = path.join(folder, "subject.mjs");
  try {
    await build({
      entryPoints: [path.join(root, "bench", name)],
      outfile: file,
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
    return { file, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The same, loaded into this process. */
export async function loadSubject(name) {
  const { file, remove } = await bundleSubject(name);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    remove();
  }
}
