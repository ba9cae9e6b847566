import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installIsCurrent, projectRoot, recordInstall } from "./stamps.mjs";

/**
 * Adds to package-lock.json the optional platform packages that the registry in use does not serve.
 *
 * `npm install` leaves such packages out, and `npm ci` then refuses the lockfile ("Missing: … from lock
 * file"). They are never installed on a platform they are not for; where a registry serves them, npm
 * fetches them by name and version. Run it after every `npm install`.
 */

const OPERATING_SYSTEMS = "aix android darwin freebsd linux netbsd openbsd openharmony sunos win32".split(
  " ",
);
const PROCESSORS = "arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64".split(" ");
const ARM_32 = /^(arm|armv\d|eabi|gnueabihf|musleabihf)$/;

const file = path.join(projectRoot, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const wasCurrent = installIsCurrent();

const missing = missingPackages(lock.packages);
for (const { name, range, parent } of missing) {
  lock.packages[`node_modules/${name}`] = lockEntry(name, range, parent);
}
for (const entry of Object.values(lock.packages)) delete entry.resolved;
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

// What is installed did not change, so the stamp of the install follows the lockfile.
if (wasCurrent) recordInstall();
console.log(`package-lock.json: ${missing.length} platform packages added.`);

function missingPackages(packages) {
  const found = new Map();
  for (const [folder, parent] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
      if (!isLocked(packages, folder, name)) found.set(name, { name, range, parent });
    }
  }
  return [...found.values()];
}

/** Looks where Node would look: in the package's own node_modules, then in each one above it. */
function isLocked(packages, folder, name) {
  for (let place = folder; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    if (packages[`${place ? `${place}/` : ""}node_modules/${name}`]) return true;
    if (place === "") return false;
  }
}

/** Platform packages carry their platform in their name; npm compares it with the machine's. */
function lockEntry(name, range, parent) {
  const words = name.split("/").pop().split(/[-.]/);
  const os = OPERATING_SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (cpu.length === 0 && words.some((word) => ARM_32.test(word))) cpu.push("arm");
  if (os.length === 0 && cpu.length === 0) throw new Error(`Cannot tell which platform ${name} is for.`);
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : ["glibc"];
  const namesLibc = words.some((word) => /^(musl|gnu)/.test(word));
  return {
    version: range.replace(/^[\^~>=\s]*/, ""),
    ...(cpu.length > 0 && { cpu }),
    ...(parent.dev && { dev: true }),
    ...(namesLibc && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}
