import path from "node:path";
import { readableInline } from "#lib/domain/auth-store.ts";
import type { FingerprintedSecret, RefreshToken, SecretPlace } from "#lib/domain/doctor-facts.ts";
import { isSecretVariable } from "#lib/domain/secret-name.ts";
import { parseStoredRef } from "#lib/domain/secret-ref-grammar.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { readBoundedText } from "#lib/openclaw/bounded-file.ts";
import type { WrittenConfig } from "#lib/openclaw/doctor-config.ts";
import { isJsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/** Keyed, so that equal secrets can be told without keeping any; null for a text it does not take. */
export type Fingerprint = (secret: SecretText) => string | null;

type Found = SecretPlace & { secret: SecretText };

/** The fingerprints of all secrets in the clear: of profiles, of variables in files, of the config. */
export function fingerprintSecrets(
  state: GatewayState,
  written: WrittenConfig,
  fingerprint: Fingerprint,
): FingerprintedSecret[] {
  const found = [
    ...state.agents.flatMap(inlineSecrets),
    ...variableSecrets(state),
    ...written.hits.map(
      (hit): Found => ({
        ...placeIn(hit.file),
        ...{ line: hit.line, column: hit.column, path: hit.path },
        kind: "config",
        variable: hit.variable,
        secret: new SecretText(hit.value.trim()),
      }),
    ),
  ];
  return marked(found, fingerprint);
}

/**
 * The fingerprints of OAuth refresh tokens, which one agent at a time can use. The stores are read once more for them.
 * `elsewhere` is the gateway's name, when another is examined.
 */
export function fingerprintRefreshTokens(
  state: Pick<GatewayState, "agents">,
  fingerprint: Fingerprint,
  elsewhere: string | null = null,
): RefreshToken[] {
  return state.agents.flatMap((agent) =>
    marked(refreshTokens(agent), fingerprint).map((token): RefreshToken => {
      const { expires = null } = agent.store?.profiles.get(token.profileId ?? "") ?? {};
      return { ...token, elsewhere, expiresAtMs: expires?.kind === "at" ? expires.atMs : null };
    }),
  );
}

/** Where command line tools keep the login of their own, below a home. OpenClaw 2026.3.13 reads neither. */
const TOOL_FILES = [
  { file: ".codex/auth.json", path: ["tokens", "refresh_token"] },
  { file: ".claude/.credentials.json", path: ["claudeAiOauth", "refreshToken"] },
] as const;

/** The fingerprints of command line tools' refresh tokens. A file that cannot be read has none. */
export function fingerprintToolTokens(home: string | null, fingerprint: Fingerprint): RefreshToken[] {
  if (home === null) return [];
  return TOOL_FILES.flatMap(({ file, path: [group, name] }): RefreshToken[] => {
    const place = path.join(home, file);
    const document = jsonOf(place, home);
    const tokens = isJsonObject(document) ? ownMember(document, group) : null;
    const refresh = isJsonObject(tokens) ? textMember(tokens, name) : null;
    if (refresh === null) return [];
    const found: Found = { ...placeIn(place), path: [group, name], secret: new SecretText(refresh) };
    return marked([found], fingerprint).map((token) => ({
      ...token,
      elsewhere: `~/${file}`,
      expiresAtMs: null,
    }));
  });
}

function marked(found: readonly Found[], fingerprint: Fingerprint): FingerprintedSecret[] {
  return found.flatMap(({ secret, ...place }) => {
    const mark = fingerprint(secret);
    return mark === null ? [] : [{ ...place, fingerprint: mark }];
  });
}

function placeIn(file: string | null): SecretPlace {
  const nowhere = { line: null, column: null, path: null, agentId: null, profileId: null, variable: null };
  return { ...nowhere, file, kind: "profile" };
}

function inlineSecrets({ agentId, storePath, store }: AgentState): Found[] {
  return [...(store?.profiles.values() ?? [])].flatMap((profile): Found[] => {
    const { profileId, type } = profile;
    const inline = readableInline(profile);
    if (inline === null || parseStoredRef(inline.reveal()) !== null) return [];
    const path = ["profiles", profileId, type === "token" ? "token" : "key"];
    return [
      { ...placeIn(storePath), path, agentId, profileId, secret: new SecretText(inline.reveal().trim()) },
    ];
  });
}

/** The config's own are among those it was written with. */
function variableSecrets({ environment }: GatewayState): Found[] {
  const inFiles = environment.filter(
    ({ source, name, value, copiedFrom }) =>
      source.endsWith("_env_file") && copiedFrom === null && !value.isBlank() && isSecretVariable(name),
  );
  return inFiles.map(({ name, file, value }) => ({
    ...placeIn(file),
    kind: "variable",
    variable: name,
    secret: new SecretText(value.reveal().trim()),
  }));
}

/** Only of store files that were read as such: a database is never opened. */
function refreshTokens({ agentId, storePath, store, document }: AgentState): Found[] {
  const holders = [...(store?.profiles.values() ?? [])].filter(({ oauth }) => oauth?.hasRefresh);
  if (holders.length === 0 || storePath === null || document === null) return [];
  const profiles = profilesIn(storePath);
  return holders.flatMap(({ profileId }): Found[] => {
    const entry = ownMember(profiles, profileId);
    const refresh = isJsonObject(entry) ? textMember(entry, "refresh") : null;
    if (refresh === null) return [];
    const path = ["profiles", profileId, "refresh"];
    return [{ ...placeIn(storePath), path, agentId, profileId, secret: new SecretText(refresh) }];
  });
}

/** What was readable a moment ago; when it is not any more, nothing is said of it. */
function profilesIn(storePath: string) {
  const document = jsonOf(storePath, null);
  const profiles = isJsonObject(document) ? ownMember(document, "profiles") : null;
  return isJsonObject(profiles) ? profiles : {};
}

function jsonOf(file: string, within: string | null): unknown {
  const read = readBoundedText(file, { within });
  try {
    return read.kind === "text" ? JSON.parse(read.text) : null;
  } catch {
    return null;
  }
}
