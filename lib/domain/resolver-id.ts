import { normalizeAgentId } from "#lib/domain/agent-id.ts";
import { checkRefId } from "#lib/domain/secret-ref-grammar.ts";

/** Cannot be mistaken for an agent's ids: an agent id holds no colon. */
const ALIAS_PREFIX = "alias:";

/**
 * The SecretRef id a profile is published under: `<agentId>/<profileId>` when OpenClaw takes that as an
 * exec id, else `alias:<rowId>`, which every profile can have. Two profiles never share an id.
 *
 * Throws for a row id that is no exec id itself, which would be a bug of ours.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.1.
 */
export function resolverRefId(profile: { agentId: string; profileId: string; rowId: string }): string {
  const { agentId, profileId, rowId } = profile;
  const plain = `${agentId}/${profileId}`;
  if (agentId === normalizeAgentId(agentId) && isExecRefId(plain)) return plain;
  const alias = `${ALIAS_PREFIX}${rowId}`;
  if (!isExecRefId(alias)) throw new Error("A row id does not fit OpenClaw's grammar of exec ids.");
  return alias;
}

/** Says whether OpenClaw takes a text as the id of an `exec` SecretRef. Source: semantics §4.1. */
export function isExecRefId(id: string): boolean {
  return checkRefId("exec", id) === null;
}
