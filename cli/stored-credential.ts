import { type CommandInput, EXIT, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { canPin } from "#lib/domain/profile-id.ts";
import { printable } from "#lib/openclaw/finding.ts";

export type StoredProfileFacts = {
  profileId: string;
  provider: string;
  type: "api_key" | "token";
  agentId: string;
  gateway: string;
  replaced?: boolean;
  sameSecretAs?: readonly string[];
};

/**
 * Says what was stored in the one line OpenClaw prints, and on stderr what a person should know of it.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.4.
 */
export function printStored({ stdout, stderr, t }: CommandInput, stored: StoredProfileFacts): number {
  const { profileId, provider, type, agentId, gateway, replaced = false, sameSecretAs = [] } = stored;
  printLines(stdout, [fact(t, t("cli.stored.profile"), `${profileId} (${provider}/${type})`)]);
  const twins = sameSecretAs.map((id) => printable(id)).join(", ");
  printLines(stderr, [
    ...(replaced ? [t("cli.stored.replaced")] : []),
    ...(twins === "" ? [] : [t("cli.stored.same_secret", { profiles: twins })]),
    ...(canPin(profileId) ? [] : [t("warnings.cannot_pin")]),
    t("cli.stored.for_agent", { agentId, gateway }),
    t("cli.publish_next", { gateway }),
  ]);
  return EXIT.done;
}
