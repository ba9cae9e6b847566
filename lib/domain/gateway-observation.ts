import type { CredentialType } from "#lib/domain/auth-store.ts";

/**
 * Whether a release keeps credentials in databases, which only its own commands may write, also where it has not made
 * them yet. Of the releases between 2026.3 and 2026.9 it is not known; there the databases that are found decide.
 */
export function keepsDatabases(release: string): boolean {
  const [year = 0, month = 0] = release.split(".").map(Number);
  return year > 2026 || (year === 2026 && month >= 9);
}

/**
 * What a gateway's own OpenClaw said of its credentials when it was asked. Holds no secret, not even a masked one.
 *
 * This is how a gateway is known whose files may not be read: one that keeps credentials in databases.
 */
export type GatewayObservation = {
  /** As `openclaw --version` gives it, such as `2026.9.6`. */
  release: string;
  atMs: number;
  agents: AgentObservation[];
};

export type AgentObservation = {
  agentId: string;
  agentDir: string;
  isDefault: boolean;
  /** `provider/model`, as resolved. */
  model: string;
  fallbacks: string[];
  profiles: ProfileObservation[];
  /** By provider: the agent's own order override. Only of providers with several profiles, or asked for. */
  orders: Record<string, string[]>;
  /** By provider: the profiles that its order lets through, first one first. */
  effective: Record<string, string[]>;
  /** Providers of models in use for which there is no credential. */
  missingProviders: string[];
};

/** One profile that an agent works with, its own or read through from the shared store: OpenClaw does not say which. */
export type ProfileObservation = {
  profileId: string;
  provider: string;
  type: CredentialType;
  /** The reference that stands there; OpenClaw does not tell the alias of its secret provider. */
  ref: { source: "env" | "file" | "exec"; id: string } | null;
  /** Unix milliseconds; null when none is stored. */
  expiresAtMs: number | null;
  /** OpenClaw's own word: `ok`, `static`, `expiring`, `expired`, `missing`. */
  status: string;
  unusable: { kind: "cooldown" | "disabled"; reason: string | null; untilMs: number } | null;
};
