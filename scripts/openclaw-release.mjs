import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Real OpenClaw releases for the tests, from the npm registry into a cache outside the repository.
 *
 * From a terminal: node scripts/openclaw-release.mjs [release]
 */

/** The release whose files and wires Clawkeep writes. */
export const OPENCLAW_RELEASE = "2026.3.13";

/** OpenClaw refuses Node 20, so it gets a Node of its own; npm carries the binary. */
const NODE_RELEASE = "24";

/** What an npm registry does not have: 2026.3.13 wants `libsignal` from a git host, for chat channels only. */
const OVERRIDES = { "2026.3.13": { libsignal: "npm:is-number@7.0.0" } };

/** `CLAWKEEP_TEST_CACHE`, else `${XDG_CACHE_HOME:-~/.cache}/clawkeep-test`. */
export function defaultCache(env = process.env) {
  const cacheHome = env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), ".cache");
  return path.resolve(env.CLAWKEEP_TEST_CACHE || path.join(cacheHome, "clawkeep-test"));
}

/**
 * Installs a release, unless the cache has it, and returns the absolute paths of its executable and of
 * the Node that runs it.
 *
 * Takes about half a minute and 700 MB the first time. Throws with npm's output when npm fails.
 */
export function openclawRelease(release = OPENCLAW_RELEASE, cache = defaultCache()) {
  if (!/^\d{4}\.\d+\.\d+(-[\w.]+)?$/.test(release)) throw new Error(`Not an OpenClaw release: ${release}`);
  const node = installedNode(cache);
  const folder = path.join(cache, `openclaw-${release}`);
  const dependencies = { openclaw: release };
  installOnce(folder, { dependencies, overrides: OVERRIDES[release] ?? {} }, path.dirname(node), (draft) => {
    const { bin } = JSON.parse(readFileSync(path.join(draft, "node_modules/openclaw/package.json"), "utf8"));
    const cli = path.join(folder, "node_modules/openclaw", typeof bin === "string" ? bin : bin.openclaw);
    writeWrapper(path.join(draft, "bin/openclaw"), node, cli);
  });
  return { node, openclaw: path.join(folder, "bin/openclaw") };
}

function installedNode(cache) {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = path.join(cache, `node-${NODE_RELEASE}`);
  installOnce(folder, { dependencies: { [name]: NODE_RELEASE } });
  return path.join(folder, "node_modules", name, "bin/node");
}

/** Installs beside the final folder and renames: the final folder is either whole or absent. */
function installOnce(folder, manifest, pathFirst, complete = () => {}) {
  if (existsSync(folder)) return;
  mkdirSync(path.dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    writeFileSync(path.join(draft, "package.json"), JSON.stringify({ private: true, ...manifest }));
    npmInstall(draft, pathFirst);
    complete(draft);
    renameSync(draft, folder);
  } catch (error) {
    // Another process may have been first; then its folder serves as well.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** No package may run a script: a release under test gets its files written and nothing more. */
function npmInstall(folder, pathFirst) {
  const searchPath = [pathFirst, process.env.PATH].filter(Boolean).join(path.delimiter);
  const result = spawnSync(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH: searchPath },
    },
  );
  if (result.status === 0) return;
  const output = result.error?.message ?? `${result.stdout}${result.stderr}`;
  throw new Error(`npm could not install into ${folder}:\n${output}`);
}

function writeWrapper(file, node, cli) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexec ${quoted(node)} ${quoted(cli)} "$@"\n`);
  chmodSync(file, 0o755);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(openclawRelease(process.argv[2]), null, 2));
}
