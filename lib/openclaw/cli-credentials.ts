import path from "node:path";
import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { type Finding, finding } from "#lib/openclaw/finding.ts";
import { type Parsed, readParsed } from "#lib/openclaw/json-file.ts";
import { parseJsonObject } from "#lib/openclaw/json-object.ts";
import { ownMember, textMember } from "#lib/openclaw/own-member.ts";

/** Credentials of another command line tool that OpenClaw copies into a store whenever it loads one. */
export type CliCredentials = { profile: StoredProfile; expiresAtMs: number; file: string };

const SOURCES = [
  { profileId: "qwen-portal:qwen-cli", provider: "qwen-portal", file: ".qwen/oauth_creds.json" },
  { profileId: "minimax-portal:minimax-cli", provider: "minimax-portal", file: ".minimax/oauth_creds.json" },
] as const;

/** OpenClaw reads the tool's file again when its own copy has less than this left. */
const NEAR_EXPIRY_MS = 10 * 60 * 1000;

/**
 * Reads the Qwen and MiniMax command line tools' OAuth files below a gateway user's home. Claude Code's
 * and Codex's are not read. An incomplete file counts as absent.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.4 step 4, and its reader in the bundle.
 */
export function readCliCredentials(home: string): CliCredentials[] {
  return SOURCES.flatMap(({ profileId, provider, file }) => {
    const read = readParsed(path.join(home, file), { within: home }, parsePortalFile);
    if (read.kind !== "parsed" || read.value === null) return [];
    const expiresAtMs = read.value;
    const profile: StoredProfile = {
      profileId,
      provider,
      type: "oauth",
      inline: null,
      ref: null,
      ...(expiresAtMs > 0
        ? { expires: { kind: "at", atMs: expiresAtMs } }
        : { expires: { kind: "invalid" }, expiresWritten: expiresAtMs }),
      email: null,
      metadata: null,
      oauth: { hasAccess: true, hasRefresh: true, accountId: null },
    };
    return [{ profile, expiresAtMs, file: read.facts.path }];
  });
}

/** Lays the tools' credentials over a store as OpenClaw's load does: when there is no fresh copy of them. */
export function withCliCredentials(
  store: AuthStore,
  credentials: readonly CliCredentials[],
  nowMs: number,
): { store: AuthStore; findings: Finding[] } {
  const used = credentials.filter(({ profile, expiresAtMs }) => {
    const existing = store.profiles.get(profile.profileId);
    return !existing || existing.provider !== profile.provider || replaces(existing, expiresAtMs, nowMs);
  });
  if (used.length === 0) return { store, findings: [] };
  const profiles = new Map(store.profiles);
  for (const { profile } of used) profiles.set(profile.profileId, profile);
  const findings = used.map(({ profile, file }) =>
    finding("cli_credentials_used", file, { profileId: profile.profileId }),
  );
  return { store: { ...store, profiles }, findings };
}

function replaces(existing: StoredProfile, expiresAtMs: number, nowMs: number): boolean {
  if (existing.type === "api_key") return true;
  if (existing.expires.kind !== "at" || existing.expires.atMs > nowMs + NEAR_EXPIRY_MS) return false;
  return existing.type !== "oauth" || existing.expires.atMs <= nowMs || expiresAtMs > existing.expires.atMs;
}

/** The expiry of a complete file, null of an incomplete one. */
function parsePortalFile(text: string, file: string): Parsed<number | null> {
  const parsed = parseJsonObject(text, file);
  if (!parsed.ok) return parsed;
  const { object } = parsed.value;
  const expires = ownMember(object, "expiry_date");
  const complete =
    textMember(object, "access_token") !== null && textMember(object, "refresh_token") !== null;
  return {
    ok: true,
    value: complete && typeof expires === "number" && Number.isFinite(expires) ? expires : null,
  };
}
