import fs from "node:fs";
import path from "node:path";
import JSON5 from "json5";
import type { PlaintextKind } from "#lib/domain/doctor-facts.ts";
import { isSecretVariable } from "#lib/domain/secret-name.ts";
import { type FileFacts, readBoundedText, realPathOr } from "#lib/openclaw/bounded-file.ts";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { type PlaintextHit, scanConfig, scanModelsJson, scanStore } from "#lib/openclaw/plaintext-scan.ts";

/** A file beside those that count which may hold secrets. */
export type SideFile = {
  file: string;
  kind: Extract<PlaintextKind, "models_json" | "backup" | "migrated" | "legacy">;
};

/** What one holds. `hits` is null when it could not be parsed, and may then hold anything. */
export type ReadSideFile = SideFile & { facts: FileFacts; hits: PlaintextHit[] | null };

/** A folder with more files than this is no folder of OpenClaw's. */
const NAMES_MAX = 5_000;
const SIDE_FILE_BYTES_MAX = 32 * 1024 * 1024;
/** JSON5 is slow to parse; strict JSON, which OpenClaw writes, has no such limit. */
const JSON5_LENGTH_MAX = 4 * 1024 * 1024;

type Places = { stateDir: string; configFile: string; oauthDir: string; agentDirs: readonly string[] };

/**
 * Lists the files that OpenClaw writes or leaves beside its own: backups and half-written copies of the config,
 * archives that a migration left, generated `models.json`, and files of older releases.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.1, §1.2 and §2.4; openclaw-integration §1 for the archives.
 */
export function listSideFiles({ stateDir, configFile, oauthDir, agentDirs }: Places): SideFile[] {
  const copiesOf = (folder: string, names: readonly string[]) =>
    namesIn(folder).flatMap((name): SideFile[] => {
      const original = names.find((own) => name.startsWith(`${own}.`) || name === `${own}~`);
      if (original === undefined || name.endsWith(".lock")) return [];
      return [{ file: path.join(folder, name), kind: name.includes(".migrated-") ? "migrated" : "backup" }];
    });
  const existing = (kind: "legacy" | "models_json", ...files: string[]) =>
    files.filter((file) => fs.existsSync(file)).map((file): SideFile => ({ file, kind }));
  const found = [
    ...copiesOf(path.dirname(configFile), [path.basename(configFile)]),
    ...copiesOf(stateDir, [".env", "auth-profiles.json"]).filter(({ file }) => !isTemplate(file)),
    ...copiesOf(oauthDir, ["oauth.json"]),
    ...existing(
      "legacy",
      path.join(oauthDir, "oauth.json"),
      path.join(stateDir, "agent", "auth-profiles.json"),
    ),
    ...agentDirs.flatMap((dir) => [
      ...copiesOf(dir, ["auth-profiles.json", "auth.json", "models.json"]),
      ...existing("legacy", path.join(dir, "auth.json")),
      ...existing("models_json", path.join(dir, "models.json")),
    ]),
  ];
  return [...new Map(found.map((side) => [side.file, side])).values()];
}

/** Reads one; null when it is gone, or leads out of the folders that are the gateway's own. */
export function readSideFile(side: SideFile, ownerUid: number | null): ReadSideFile | null {
  const within = realPathOr(path.dirname(side.file));
  const read = readBoundedText(side.file, { within, ownerUid, bytesMax: SIDE_FILE_BYTES_MAX });
  if (read.kind !== "text") return null;
  return { ...side, facts: read.facts, hits: hitsIn(side.file, read.text) };
}

/** `.env.example` and its like are made to be shared. */
function isTemplate(file: string): boolean {
  return /\.(?:example|sample|template|dist)$/.test(file);
}

function hitsIn(file: string, text: string): PlaintextHit[] | null {
  const name = path.basename(file);
  if (name.startsWith(".env")) return dotenvHits(text);
  const document = parsed(text);
  if (document === undefined) return null;
  if (name.startsWith("models.json")) return scanModelsJson(document);
  return /^(?:auth|oauth)/.test(name) ? scanStore(document) : scanConfig(document);
}

function dotenvHits(text: string): PlaintextHit[] {
  const secrets = parseDotenv(text).filter(
    ({ name, value }) => value.trim() !== "" && isSecretVariable(name),
  );
  return secrets.map(({ name, value }) => ({ path: [name], value, variable: name }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.length > JSON5_LENGTH_MAX ? undefined : parsedJson5(text);
  }
}

function parsedJson5(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch {
    // Its message quotes the text, which may hold a secret.
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort().slice(0, NAMES_MAX);
  } catch {
    return [];
  }
}
