import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Two small files that say what was installed and what was built.
 *
 * Contents are compared instead of file times: a checkout of an older commit has newer times, and an
 * interrupted install or build has no stamp at all.
 */

/** The folder that holds package.json. */
export const projectRoot = path.dirname(import.meta.dirname);

const INSTALL_STAMP = "node_modules/.clawkeep-install";
const BUILD_STAMP = "dist/.build";

/** What ends up in the built console and CLI. */
const SOURCES = ["app", "cli", "db", "lib", "messages", "public"];
const SETTINGS = [
  "next.config.mjs",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];
const TEST = /\.test\.tsx?$|^lib\/testing\//;

export function installIsCurrent(root = projectRoot) {
  return readStamp(root, INSTALL_STAMP) === installStamp(root);
}

export function recordInstall(root = projectRoot) {
  const stamp = installStamp(root);
  if (stamp !== null) writeFileSync(path.join(root, INSTALL_STAMP), stamp);
}

export function buildIsCurrent(root = projectRoot) {
  return existsSync(path.join(root, ".next/BUILD_ID")) && readStamp(root, BUILD_STAMP) === buildStamp(root);
}

/** `stamp` was taken before the build began, so that a source saved meanwhile counts as newer. */
export function recordBuild(stamp, root = projectRoot) {
  mkdirSync(path.join(root, "dist"), { recursive: true });
  writeFileSync(path.join(root, BUILD_STAMP), stamp);
}

/** Names every source file and its content, and the Node ABI. */
export function buildStamp(root = projectRoot) {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const file of [...SETTINGS, ...SOURCES.flatMap((folder) => filesBelow(root, folder))]) {
    const absolute = path.join(root, file);
    if (existsSync(absolute)) hash.update(`\0${file}\0`).update(readFileSync(absolute));
  }
  return hash.digest("hex");
}

/** The lockfile and the ABI that native modules are compiled for; null where there is no lockfile. */
function installStamp(root) {
  const lockfile = path.join(root, "package-lock.json");
  if (!existsSync(lockfile)) return null;
  return createHash("sha256").update(readFileSync(lockfile)).update(process.versions.modules).digest("hex");
}

function readStamp(root, file) {
  const absolute = path.join(root, file);
  return existsSync(absolute) ? readFileSync(absolute, "utf8") : undefined;
}

function filesBelow(root, folder) {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !TEST.test(file))
    .sort();
}
