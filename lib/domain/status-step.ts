import type { CredentialType } from "#lib/domain/auth-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { findProvider } from "#lib/domain/providers.ts";
import type { StatusCause } from "#lib/domain/status-cell.ts";

/**
 * The one thing to do about a cause: where the console can do it, a place in it, else an exact command.
 *
 * - `replace`: the profile's own page, where its secret is replaced. `order`: the order of this agent and provider.
 * - `billing`: nothing but the provider's own pages helps. `wait`: it ends by itself.
 */
export type StatusStep =
  | { kind: "none" | "import" | "add" | "order" | "doctor" | "wait" | "billing" }
  | { kind: "replace"; rowId: string }
  | { kind: "command"; command: string };

export type StepFacts = {
  provider: string;
  profileId: string | null;
  type: CredentialType | null;
  /** The console's row of that profile, when it holds its secret. */
  rowId: string | null;
  disabledReason: string | null;
  /** The console holds nothing for this gateway yet, which has profiles of its own. */
  isUnimported: boolean;
};

/** Source: OpenClaw 2026.3.13, docs/gateway/authentication.md, "Troubleshooting", and semantics §13. */
export function statusStep(cause: StatusCause, facts: StepFacts): StatusStep {
  switch (cause) {
    case "usable":
    case "renewed":
      return { kind: "none" };
    case "expiring":
    case "expired":
    case "invalid_expires":
    case "missing_credential":
      return renewal(facts);
    case "cooldown":
      return { kind: "wait" };
    case "disabled":
      return facts.disabledReason === "billing" ? { kind: "billing" } : renewal(facts);
    case "left_out":
      return { kind: "order" };
    case "no_credential":
    case "profile_missing":
    case "codex_only":
      return facts.isUnimported ? { kind: "import" } : { kind: "add" };
    default:
      return { kind: "doctor" };
  }
}

/** Anything else would be no word to a shell, and a store may hold any text. */
const SHELL_WORD = /^[a-z0-9][a-z0-9._-]{0,63}$/;

function renewal({ provider, profileId, type, rowId, isUnimported }: StepFacts): StatusStep {
  const named = normalizeProvider(provider);
  if (type === "oauth" || findProvider(provider)?.pasteable === false) {
    const isWord = SHELL_WORD.test(named);
    return isWord
      ? { kind: "command", command: `openclaw models auth login --provider ${named}` }
      : { kind: "doctor" };
  }
  if (rowId !== null) return { kind: "replace", rowId };
  return isUnimported && profileId !== null ? { kind: "import" } : { kind: "add" };
}

/**
 * True where Anthropic is known to answer "This credential is only authorized for use with Claude Code": a
 * subscription's token that OpenClaw disabled because it was refused for good.
 */
export function mayBeClaudeCodeOnly(
  facts: Pick<StepFacts, "provider" | "type" | "disabledReason">,
  cause: StatusCause,
): boolean {
  const isAnthropic = normalizeProvider(facts.provider) === "anthropic";
  return (
    isAnthropic && facts.type !== "api_key" && cause === "disabled" && facts.disabledReason !== "billing"
  );
}
