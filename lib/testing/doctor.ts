import { chmodSync, lstatSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DoctorReport } from "#lib/openclaw/doctor-report.ts";
import { examineStateDir } from "#lib/operations/examine-state-dir.ts";
import { stateDir } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

/** What a test's state dir holds besides an empty config. Paths are relative to it. */
export type DoctorFixture = {
  config?: unknown;
  /** Of the agent main: an object to write, or raw text. */
  store?: unknown;
  stores?: Record<string, unknown>;
  files?: Record<string, string>;
  env?: Record<string, string>;
  /** The last step, for links, modes and times. */
  last?: (folder: string) => void;
};

/** Writes it. Everything is 0600 or 0700 and of yesterday, so that a case shows only what it is about. */
export function doctorStateDir(fixture: DoctorFixture): string {
  const { config = "{}\n", store, stores, files = {} } = fixture;
  const folder = stateDir({
    config: typeof config === "string" ? config : JSON.stringify(config, null, 2),
    stores: { ...(store === undefined ? {} : { main: store }), ...stores },
  });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text.replaceAll("$STATE", folder), { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  makeOld(folder);
  fixture.last?.(folder);
  return folder;
}

/** Examines it as the CLI does, with no variables but those of the fixture. */
export function examined(fixture: DoctorFixture): DoctorReport {
  const folder = doctorStateDir(fixture);
  return examineStateDir({
    stateDir: folder,
    env: fixture.env ?? {},
    home: path.dirname(folder),
    cwd: folder,
    nowMs: NOW_MS,
  });
}

export function codesOf({ findings }: DoctorReport): string[] {
  return [...new Set(findings.map(({ code }) => code))];
}

const YESTERDAY_S = NOW_MS / 1000 - 86_400;

export function makeOld(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = path.join(folder, name);
    if (!lstatSync(file).isSymbolicLink()) utimesSync(file, YESTERDAY_S, YESTERDAY_S);
  }
}
