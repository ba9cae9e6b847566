import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

type Locked = {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
};
type Lock = { lockfileVersion: number; packages: Record<string, Locked> };

const lock: Lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.entries(lock.packages).filter(([place]) => place !== "");

describe("what we depend on", () => {
  test("is named with one exact release each", { tags: ["W20"] }, () => {
    const wanted = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    };
    for (const [name, range] of Object.entries(wanted))
      expect(range, name).toMatch(/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/);
  });

  test("comes from the registry alone: no address, no folder, no repository", { tags: ["W20"] }, () => {
    for (const [place, { resolved, link, version }] of entries) {
      expect(resolved ?? link ?? null, place).toBeNull();
      expect(version, place).toMatch(/^\d+\.\d+\.\d+/);
    }
  });

  test("is compared with the lockfile's hash before it is unpacked", { tags: ["W20"] }, (context) => {
    const hashed = entries.filter(([, { integrity }]) => integrity?.startsWith("sha512-"));
    sayFigure(
      context,
      `${hashed.length} of ${entries.length} packages with SHA-512, the others for other platforms`,
    );
    expect(unhashed(lock)).toEqual([]);
  });

  test("is no longer so when a hash is taken away", { tags: ["W20-twin"] }, () => {
    const changed: Lock = structuredClone(lock);
    delete changed.packages["node_modules/next"]?.integrity;
    expect(unhashed(changed)).toEqual(["node_modules/next"]);
  });

  test("runs no script of its own when it is installed", { tags: ["W20"] }, () => {
    const scripted = entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => place);
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed).toEqual([]);
    const decided = Object.keys(manifest.allowScripts);
    for (const place of scripted.filter((name) => !isOfAnotherPlatform(name))) {
      expect(decided).toContain(place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length));
    }
  });

  test("is listed with licences by npm, in a format that scanners read", { tags: ["W20"] }, () => {
    const folder = temporaryFolder();
    for (const name of ["package.json", "package-lock.json"]) cpSync(name, path.join(folder, name));
    const words = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"];
    const { status, stdout } = spawnSync("npm", words, { cwd: folder, encoding: "utf8" });
    expect(status).toBe(0);
    const { bomFormat, components } = JSON.parse(stdout);
    expect(bomFormat).toBe("CycloneDX");
    const names = components.map(({ name }: { name: string }) => name);
    for (const name of Object.keys(manifest.dependencies)) expect(names).toContain(name);
    const unlicensed = components.filter(({ licenses }: { licenses?: unknown[] }) => !licenses?.length);
    for (const { name } of unlicensed) expect(isOfAnotherPlatform(`node_modules/${name}`), name).toBe(true);
  });
});

const canUnshare = spawnSync("unshare", ["--net", "true"]).status === 0;

describe("our own script after an install", () => {
  /** With a SQLite driver that loads, as after any install of this Node. */
  function install(network: "none" | "here") {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "scripts"));
    for (const name of ["native.mjs", "stamps.mjs", "commands.mjs"])
      cpSync(`scripts/${name}`, path.join(folder, "scripts", name));
    for (const name of ["package.json", "package-lock.json"]) cpSync(name, path.join(folder, name));
    const modules = path.join(folder, "node_modules");
    mkdirSync(modules);
    for (const name of ["better-sqlite3", "bindings", "file-uri-to-path"]) {
      cpSync(`node_modules/${name}`, path.join(modules, name), { recursive: true });
    }
    const words = [process.execPath, path.join(folder, "scripts/native.mjs")];
    const run = network === "none" ? ["unshare", "--net", ...words] : words;
    return { folder, ...spawnSync(run[0] ?? "", run.slice(1), { cwd: folder, encoding: "utf8" }) };
  }

  test.runIf(canUnshare)("asks no network", { tags: ["W20"] }, () => {
    const { status, stderr, folder } = install("none");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(path.join(folder, "node_modules/.clawkeep-install"), "utf8")).toMatch(
      /^[0-9a-f]{64}/,
    );
  });
});

function unhashed({ packages }: Lock): string[] {
  return Object.entries(packages)
    .filter(([place, { integrity }]) => place !== "" && !integrity && !isOfAnotherPlatform(place))
    .map(([place]) => place);
}

/** scripts/complete-lock.mjs adds those without a hash; they are never installed here. */
function isOfAnotherPlatform(place: string): boolean {
  const { os, cpu, libc } = lock.packages[place] as { os?: string[]; cpu?: string[]; libc?: string[] };
  const isThis = (names: string[] | undefined, own: string) => names === undefined || names.includes(own);
  return !(isThis(os, "linux") && isThis(cpu, "x64") && isThis(libc, "glibc"));
}
