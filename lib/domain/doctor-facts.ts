import type { AuthConfig, AuthStore } from "#lib/domain/auth-store.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";

/** What the doctor looks at: plain data about a state dir, and about the console where there is one. */
export type DoctorFacts = {
  /** Unix milliseconds. */
  nowMs: number;
  target: DoctorTarget;
  /** Who owns the state dir, and so runs the gateway; null when there is none. */
  ownerUid: number | null;
  configFile: string;
  config: AuthConfig;
  agents: DoctorAgent[];
  plaintext: PlaintextPlace[];
  refs: PlacedRef[];
  /** Model providers whose key in the config is a reference, with the place of it. */
  configKeyRefs: { provider: string; place: FilePlace }[];
  /** What variables have in the files; `null` for a blank one. Names only. */
  variables: ReadonlyMap<string, { blank: boolean; file: string | null }>;
  /** False when the gateway may have been started with variables that are in no file. */
  knowsProcessEnvironment: boolean;
  /** `secrets.defaults.env`: an environment reference to it needs no provider of that name. */
  defaultEnvProvider: string;
  secretProviders: ReadonlyMap<string, SecretProviderFacts>;
  /** Aliases that are configured in a way OpenClaw refuses; the config's own findings say how. */
  malformedProviders: ReadonlySet<string>;
  secrets: FingerprintedSecret[];
  refreshTokens: RefreshToken[];
  /** Those of other gateways of this console, and of command line tools that OpenClaw does not read. */
  refreshTokensElsewhere: RefreshToken[];
  openFolders: { folder: string; mode: string }[];
  times: TimeFact[];
  sqliteFiles: string[];
  /** Null when nothing here refers to Clawkeep. */
  resolver: InstalledResolverFacts | null;
  /** Null when there is no console to ask, only a state dir. */
  console: ConsoleFacts | null;
};

export type DoctorTarget = { stateDir: string; gateway: { gatewayId: string; name: string } | null };

export type FilePlace = {
  file: string | null;
  line: number | null;
  column: number | null;
  path: readonly (string | number)[] | null;
};

export type DoctorAgent = {
  agentId: string;
  isMain: boolean;
  storePath: string | null;
  /** What its own file holds; null without one that can be used. */
  own: AuthStore | null;
  effective: AuthStore;
};

export type PlaintextKind =
  | "config"
  | "config_env"
  | "env_file"
  | "models_json"
  | "backup"
  | "migrated"
  | "legacy";

/** A secret in the clear. Of whole files only `count` is said, 0 when the file is no JSON and may hold anything. */
export type PlaintextPlace = FilePlace & {
  kind: PlaintextKind;
  variable: string | null;
  count: number;
  /** OpenClaw still takes profiles from this file. */
  inUse: boolean;
};

export type PlacedRef = FilePlace & { ref: SecretRef; agentId: string | null; profileId: string | null };

/** Why OpenClaw refuses a path, in the order it checks (semantics §4.2). */
export type PathProblem =
  | "missing"
  | "unreadable"
  | "not_file"
  | "symlink"
  | "open"
  | "owner"
  | "outside_trusted"
  | "not_executable"
  | "too_large"
  | "not_json";

export type FileValueProblem = "id" | "segment" | "not_text" | "blank";

export type SecretProviderFacts =
  | { source: "env"; allowlist: readonly string[] | null }
  | {
      source: "file";
      /** Null when it is relative, or begins with `~` and the home is not known. */
      path: string | null;
      problem: PathProblem | null;
      /** By id, what is wrong with the value a reference asks for; null when it is there. */
      values: ReadonlyMap<string, FileValueProblem | null>;
    }
  | { source: "exec"; command: string; problem: PathProblem | null; insecure: boolean };

export type SecretPlace = FilePlace & {
  kind: "profile" | "variable" | "config" | "vault";
  agentId: string | null;
  profileId: string | null;
  variable: string | null;
};

/** `fingerprint` is keyed, and equal for equal secrets only. */
export type FingerprintedSecret = SecretPlace & { fingerprint: string };

/** An OAuth refresh token, which one holder at a time can use. */
export type RefreshToken = FingerprintedSecret & {
  /** Another gateway's name or a tool's file; null in the gateway that is examined. */
  elsewhere: string | null;
  /** When the access token beside it ends, in Unix milliseconds: who renewed last has the latest. */
  expiresAtMs: number | null;
};

export type TimeFact = {
  what: "changed" | "locked" | "last_used" | "last_failure";
  atMs: number;
  file: string;
  agentId: string | null;
  profileId: string | null;
};

export type InstalledResolverFacts = {
  command: string;
  settingsFile: string;
  isInstalled: boolean;
  /** Differs from the one this Clawkeep ships, whichever Node it names. */
  differs: boolean;
  settings: "ok" | "damaged";
};

export type ConsoleFacts = {
  token: "live" | "revoked" | "unknown";
  /** The address in the installed settings is the console's own. */
  addressMatches: boolean;
  /** Null when it was not asked. */
  answers: boolean | null;
  grantedIds: ReadonlySet<string>;
  drift: Drift[];
  /** By `profileKey`, the console's row of a profile. */
  rowIds: ReadonlyMap<string, string>;
};

export const profileKey = (agentId: string, profileId: string) => `${agentId}\0${profileId}`;
