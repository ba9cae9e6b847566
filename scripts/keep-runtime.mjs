import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Removes every package from a folder of packages that the built console does not load, for an image: all the others
 * are in the build already.
 *
 *     node scripts/keep-runtime.mjs node_modules
 */

/** What the builds leave outside: scripts/build.mjs and next.config.mjs. */
const LOADED = ["next", "react", "react-dom", "better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2"];

const [folder = ""] = process.argv.slice(2);
if (path.basename(folder) !== "node_modules" || !existsSync(folder)) {
  console.error("Say which folder: node scripts/keep-runtime.mjs node_modules");
  process.exit(64);
}

const kept = new Set();
for (const name of LOADED) keep(name, folder);
for (const name of packagesOf(folder)) {
  if (!kept.has(path.join(folder, name))) rmSync(path.join(folder, name), { recursive: true, force: true });
}
for (const name of readdirSync(folder)) {
  const isScope = name.startsWith("@") && readdirSync(path.join(folder, name)).length === 0;
  if (isScope || name.startsWith(".")) rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** A package and what it needs, from where it stands; what is optional may not be there. */
function keep(name, from) {
  const place = find(name, from);
  if (place === null || kept.has(place)) return;
  kept.add(place);
  const {
    dependencies,
    optionalDependencies,
    peerDependencies,
    peerDependenciesMeta = {},
  } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8"));
  const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta[peer]?.optional);
  const needed = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
  for (const each of needed) keep(each, path.join(place, "node_modules"));
}

/** As Node looks for a package: in the folder, then in those above, no higher than the one that was named. */
function find(name, from) {
  const place = path.join(from, name);
  if (existsSync(path.join(place, "package.json"))) return place;
  if (from === folder || !from.startsWith(folder)) return null;
  const above = path.dirname(path.dirname(from));
  return find(name, path.basename(above) === "node_modules" ? above : path.join(above, "node_modules"));
}

function packagesOf(place) {
  return readdirSync(place).flatMap((name) =>
    name.startsWith("@") ? readdirSync(path.join(place, name)).map((each) => path.join(name, each)) : [name],
  );
}
