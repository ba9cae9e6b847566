import path from "node:path";
import type { AuthStore } from "#lib/domain/auth-store.ts";
import { emptyStore, overlayStore } from "#lib/domain/projected-store.ts";
import type { RefDefaults } from "#lib/domain/secret-ref-grammar.ts";
import { type FileFacts, isInside, realPathOr } from "#lib/openclaw/bounded-file.ts";
import { type CliCredentials, withCliCredentials } from "#lib/openclaw/cli-credentials.ts";
import { type Finding, finding } from "#lib/openclaw/finding.ts";
import { accessFindings, type Parsed, readParsed } from "#lib/openclaw/json-file.ts";
import { readLegacyStore } from "#lib/openclaw/legacy-store.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";
import { type AuthStoreReading, parseAuthStore } from "#lib/openclaw/store-json.ts";

export const STORE_FILE_NAME = "auth-profiles.json";
const LEGACY_FILE_NAME = "auth.json";

/**
 * `malformed`: OpenClaw treats the file as absent and overwrites it. `unreadable`: there is a file that we may
 * not or will not read, so what the agent has is not known.
 */
export type StoreStatus = "ok" | "absent" | "malformed" | "unreadable";

/** The store file of one agent, without inheritance. */
export type OwnStore = {
  storePath: string;
  status: StoreStatus;
  reading: AuthStoreReading | null;
  file: FileFacts | null;
  findings: Finding[];
};

export type StoreContext = {
  /** Resolved. A store below it must also be below it once links are resolved. */
  stateDir: string;
  ownerUid: number | null;
  refDefaults: RefDefaults;
  oauthJson: string;
  cliCredentials: readonly CliCredentials[];
  nowMs: number;
};

/** Reads `<agentDir>/auth-profiles.json`. A directory outside the state dir must belong to the same owner. */
export function readOwnStore(agentDir: string, context: StoreContext): OwnStore {
  const storePath = path.join(agentDir, STORE_FILE_NAME);
  const within = allowedRoot(agentDir, context);
  if (within === null) {
    const refusal = finding("file_outside", storePath, { target: agentDir });
    return { storePath, status: "unreadable", reading: null, file: null, findings: [refusal] };
  }
  const read = readParsed(storePath, { within }, (text, file, bytes): Parsed<AuthStoreReading> => {
    const parsed = parseAuthStore(text, context.refDefaults, file, bytes);
    return parsed.ok ? { ok: true, value: parsed } : parsed;
  });
  if (read.kind === "absent" || read.kind === "unreadable") {
    return { storePath, status: read.kind, reading: null, file: null, findings: read.findings };
  }
  const findings = [...read.findings, ...accessFindings(read.facts, context.ownerUid)];
  if (read.kind === "malformed")
    return { storePath, status: "malformed", reading: null, file: read.facts, findings };
  findings.push(...read.value.findings);
  return { storePath, status: "ok", reading: read.value, file: read.facts, findings };
}

/** What OpenClaw has in memory after loading one agent's directory, before main is laid under it. */
export type LoadedStore = {
  store: AuthStore;
  inheritsFromMain: boolean;
  /** Older files that profiles come from. */
  legacyFiles: string[];
  /** False when a file that counts could not be read. */
  isCertain: boolean;
  findings: Finding[];
};

/**
 * Works out what OpenClaw would load for an agent: its store; else a copy of main's when that has profiles;
 * else what the legacy files give. OpenClaw writes the result to the agent's file, even over a
 * malformed one; this computes it only. `main` is null for the main store itself.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.4.
 */
export function loadStore(
  agentDir: string,
  own: OwnStore,
  main: OwnStore | null,
  context: StoreContext,
): LoadedStore {
  const none = { inheritsFromMain: false, legacyFiles: [], findings: [] };
  if (own.reading) {
    const { store, findings } = withCliCredentials(own.reading.store, context.cliCredentials, context.nowMs);
    return { ...none, store, isCertain: true, findings: [...legacyLeftovers(agentDir), ...findings] };
  }
  if (own.status === "unreadable") return { ...none, store: emptyStore(), isCertain: false };
  const mainStore = main?.reading?.store ?? null;
  if (mainStore && mainStore.profiles.size > 0) {
    const code = own.status === "malformed" ? "store_malformed_inherited" : "store_inherited";
    const findings = [finding(code, own.storePath, { count: mainStore.profiles.size })];
    return { ...none, store: mainStore, inheritsFromMain: true, isCertain: true, findings };
  }
  return loadLegacy(agentDir, own, main, context);
}

/** Main's loaded store laid under another agent's, per key; main's own store stands for itself. */
export function effectiveStore(
  loaded: LoadedStore,
  main: LoadedStore | null,
): { store: AuthStore; isCertain: boolean } {
  if (main === null) return { store: loaded.store, isCertain: loaded.isCertain };
  const { ignored, ...maps } = overlayStore(main.store, loaded.store);
  const store: AuthStore = {
    ignored,
    profiles: inObjectOrder(maps.profiles),
    order: inObjectOrder(maps.order),
    lastGood: inObjectOrder(maps.lastGood),
    usageStats: inObjectOrder(maps.usageStats),
  };
  return { store, isCertain: loaded.isCertain && main.isCertain };
}

/** OpenClaw merges plain objects, in which ids that are whole numbers come first. */
function inObjectOrder<T>(map: Map<string, T>): Map<string, T> {
  return new Map(Object.entries(Object.fromEntries(map)));
}

function loadLegacy(
  agentDir: string,
  own: OwnStore,
  main: OwnStore | null,
  context: StoreContext,
): LoadedStore {
  const files = { authJson: path.join(agentDir, LEGACY_FILE_NAME), oauthJson: context.oauthJson };
  const within = allowedRoot(agentDir, context) ?? context.stateDir;
  const legacy = readLegacyStore(
    files,
    { authJson: { within }, oauthJson: oauthLimits(context) },
    context.ownerUid,
  );
  const { store, findings } = withCliCredentials(legacy.store, context.cliCredentials, context.nowMs);
  if (own.status === "malformed") findings.push(finding("store_malformed_empty", own.storePath));
  return {
    store,
    inheritsFromMain: false,
    legacyFiles: legacy.files,
    isCertain: legacy.complete && main?.status !== "unreadable",
    findings: [...legacy.findings, ...findings],
  };
}

function oauthLimits({ stateDir, ownerUid }: StoreContext) {
  return { within: stateDir, ownerUid };
}

/** Legacy files beside a store are never looked at, and may still hold secrets. */
function legacyLeftovers(agentDir: string): Finding[] {
  const file = path.join(agentDir, LEGACY_FILE_NAME);
  return seenFs.existsSync(file) ? [finding("legacy_not_read", file)] : [];
}

function allowedRoot(agentDir: string, { stateDir, ownerUid }: StoreContext): string | null {
  if (isInside(stateDir, agentDir)) return stateDir;
  const real = realPathOr(agentDir);
  try {
    return isInside(stateDir, real) || seenFs.statSync(real).uid === ownerUid ? real : null;
  } catch {
    // Nothing is there, so nothing can be read; the store will be found absent.
    return real;
  }
}
