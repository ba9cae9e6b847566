import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** Recorded state directories of OpenClaw 2026.3.13 and what the real program said about them. */
const FIXTURES = fileURLToPath(new URL("../../../shared/fixtures/openclaw-2026.3.13", import.meta.url));

if (!fs.existsSync(FIXTURES)) {
  throw new Error(
    "The recorded OpenClaw state directories are not beside this checkout: expected ../shared/fixtures/openclaw-2026.3.13. " +
      "Put them there; without them nothing shows that our reading agrees with OpenClaw's.",
  );
}

/** One recorded state directory. `expected` is what the real program said about it. */
export type Recorded<Expected> = {
  name: string;
  nowMs: number;
  modes: Record<string, string>;
  expected: Expected;
};

/** Every recorded case; the reader says what it expects in `expected.json`. */
export function recordedCases<Expected>(): Recorded<Expected>[] {
  return fs.readdirSync(FIXTURES).map((name) => {
    const info = readJson(name, "case.json") as { now: number; modes?: Record<string, string> };
    const expected = readJson(name, "expected.json") as Expected;
    return { name, nowMs: info.now, modes: info.modes ?? {}, expected };
  });
}

/** Lays a case out as `<home>/.openclaw` in a folder of this test's own, with the recorded modes, and gives its environment. */
export function layOutCase(recorded: Recorded<unknown>): {
  home: string;
  stateDir: string;
  env: Record<string, string>;
} {
  const home = temporaryFolder();
  const stateDir = path.join(home, ".openclaw");
  return { home, stateDir, env: { HOME: home, ...layOut(recorded, home, stateDir) } };
}

function layOut({ name, modes }: Recorded<unknown>, home: string, stateDir: string): Record<string, string> {
  const fill = (text: string) => text.replaceAll("__STATE_DIR__", stateDir).replaceAll("__HOME__", home);
  for (const file of filesBelow(path.join(FIXTURES, name))) {
    if (["case.json", "env.json", "expected.json"].includes(file)) continue;
    const target = file.startsWith("home/") ? path.join(home, file.slice(5)) : path.join(stateDir, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, fill(fs.readFileSync(path.join(FIXTURES, name, file), "utf8")), { mode: 0o600 });
  }
  for (const [file, mode] of Object.entries(modes)) {
    const target = [path.join(stateDir, file), path.join(home, file)].find((candidate) =>
      fs.existsSync(candidate),
    );
    if (target) fs.chmodSync(target, Number.parseInt(mode, 8));
  }
  const env = readJson(name, "env.json") as Record<string, string>;
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, fill(value)]));
}

function readJson(name: string, file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(FIXTURES, name, file), "utf8"));
}

/** The files below a folder, as relative paths. */
export function filesBelow(dir: string): string[] {
  const entries = fs.readdirSync(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .sort();
}
