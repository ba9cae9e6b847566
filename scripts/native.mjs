import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { projectRoot, recordInstall } from "./stamps.mjs";

/**
 * Runs after every install: makes sure that this Node has a SQLite driver it can load.
 *
 * From Node-API 10 on that is the prebuilt better-sqlite3 13, which needs nothing. Below it, version 12 is
 * compiled here. Its own install script is denied in package.json, because on a newer Node it would
 * compile a module that nobody loads.
 */

const NODE_API_OF_PREBUILT_DRIVER = 10;
const require = createRequire(path.join(projectRoot, "package.json"));

if (Number(process.versions.napi) < NODE_API_OF_PREBUILT_DRIVER) compileDriver();
recordInstall();

function compileDriver() {
  if (driverLoads()) return;
  console.log(`Compiling SQLite for Node ${process.version}: about a minute, once.`);
  const folder = path.dirname(require.resolve("better-sqlite3/package.json"));
  const [command, ...first] = npmCommand();
  const result = spawnSync(command, [...first, "--prefix", folder, "run", "install"], {
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...process.env, npm_config_loglevel: "error", ...headersEnvironment() },
  });
  if (result.status === 0 && driverLoads()) return;
  process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}\n`);
  console.error(
    "SQLite did not compile. It needs python3, make and a C++ compiler (Debian: build-essential).",
  );
  process.exit(1);
}

/** In a process of its own: a module compiled for another Node may take the whole process down. */
function driverLoads() {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ["-e", script], { cwd: projectRoot, stdio: "ignore" }).status === 0;
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js") ? [process.execPath, cli] : ["npm"];
}

/**
 * Where node-gyp finds Node's headers, so that it need not download them.
 *
 * The headers beside the running Node come first: a `nodedir` in someone's .npmrc may belong to another
 * Node, and a module compiled against those does not load.
 */
function headersEnvironment() {
  const prefix = path.dirname(path.dirname(process.execPath));
  const folder = [prefix, process.env.npm_config_nodedir].find(
    (candidate) => candidate && hasHeaders(candidate),
  );
  return folder ? { npm_config_nodedir: folder } : {};
}

function hasHeaders(folder) {
  const include = path.join(folder, "include/node");
  if (!existsSync(path.join(include, "node_api.h"))) return false;
  const header = readFileSync(path.join(include, "node_version.h"), "utf8");
  const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(header)?.[1];
  return `v${part("MAJOR")}.${part("MINOR")}.${part("PATCH")}` === process.version;
}
