import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "#db/package-root.ts";

/**
 * The SQLite driver that this Node can load.
 *
 * better-sqlite3 13 (Node-API prebuilds) crashes on Node 20, and 12 aborts when it is compiled against
 * the headers of Node 24.19 or later, so both are installed and the Node-API version decides.
 */
export function loadDriver(): typeof import("better-sqlite3") {
  const load = createRequire(path.join(/* turbopackIgnore: true */ packageRoot(), "package.json"));
  return load(Number(process.versions.napi) >= 10 ? "better-sqlite3-napi" : "better-sqlite3");
}
