import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const KEEP_RUNTIME = path.join(ROOT, "scripts/keep-runtime.mjs");
const DOCKERFILE = path.join(ROOT, "ops/container/Dockerfile");

/** What the last stage of ops/container/Dockerfile says. */
export type Image = {
  copies: { from: string[]; to: string }[];
  env: Record<string, string>;
  uid: number;
  command: string[];
};

export function readImage(): Image {
  const text = readFileSync(DOCKERFILE, "utf8").replaceAll(/\\\n\s*/g, "");
  const lines = (text.split("\nFROM ").at(-1) ?? "").split("\n");
  const after = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  return {
    copies: after("COPY").map((line) => {
      const words = line.split(" ").filter((word) => !word.startsWith("--"));
      return { from: words.slice(0, -1), to: words.at(-1) ?? "" };
    }),
    env: Object.fromEntries(after("ENV").flatMap((line) => line.split(" ").map((pair) => pair.split("=")))),
    uid: Number(after("USER")[0]?.split(":")[0]),
    command: JSON.parse(after("CMD")[0] ?? "[]"),
  };
}

/**
 * The image's file system in `folder`: what the Dockerfile copies, and of an operating system only Node with the
 * libraries it loads. Everything else an image without a shell may bring is not there. Files are linked, so
 * the folder has to be on this checkout's file system.
 */
export function makeImageRoot(folder: string, { copies, uid }: Image): void {
  for (const { from, to } of copies) {
    const target = path.resolve("/app", to);
    for (const source of from)
      copyInto(folder, source, to.endsWith("/") ? path.join(target, path.basename(source)) : target, uid);
  }
  rmSync(path.join(folder, "app/.next/cache"), { recursive: true, force: true });
  execFileSync(process.execPath, [KEEP_RUNTIME, path.join(folder, "app/node_modules")]);
  addNode(folder);
  for (const name of ["dev", "proc", "tmp"]) mkdirSync(path.join(folder, name));
}

function copyInto(folder: string, source: string, target: string, uid: number): void {
  const built = path.relative("/app", source);
  if (!built.startsWith("..")) {
    linkTree(path.join(ROOT, built), path.join(folder, target));
    return;
  }
  // Folders that the build stage makes for data.
  mkdirSync(path.join(folder, target), { recursive: true });
  chmodSync(path.join(folder, target), 0o700);
  chownSync(path.join(folder, target), uid, uid);
}

function linkTree(source: string, target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  execFileSync("cp", ["-al", source, target]);
}

/** Node and the C library, of which every image of Node has the whole; told by what Node and our native modules load. */
function addNode(folder: string): void {
  const modules = readdirSync(path.join(folder, "app/node_modules"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".node"))
    .map((name) => path.join(folder, "app/node_modules", name));
  const loaded = execFileSync("ldd", [process.execPath, ...modules], { encoding: "utf8" });
  for (const [, library = ""] of loaded.matchAll(/\s(\/(?:usr\/)?lib\S*) \(0x/g)) {
    cpSync(library, path.join(folder, library), { dereference: true });
  }
  cpSync(process.execPath, path.join(folder, "nodejs/bin/node"));
}
