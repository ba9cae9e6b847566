import { parseArgs } from "node:util";
import type { Command } from "#cli/command.ts";
import { needed, oneOf, TARGET_FLAGS, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { printStored } from "#cli/stored-credential.ts";
import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import { SECRET_REF_SOURCES } from "#lib/domain/secret-ref-grammar.ts";
import { addReference, addReferenceInput } from "#lib/operations/add-reference.ts";

const REF_FLAGS = { type: TEXT, source: TEXT, "secret-provider": TEXT, id: TEXT };
const NOTE_FLAGS = { label: TEXT, email: TEXT, "expires-in": TEXT };
const OPTIONS = { ...TARGET_FLAGS, provider: TEXT, "profile-id": TEXT, ...REF_FLAGS, ...NOTE_FLAGS };

/** Stores a profile that holds a SecretRef instead of a secret in the vault. */
export const addRef: Command = {
  run(input) {
    const { values } = parseArgs({ args: input.args, options: OPTIONS, strict: true });
    const type = oneOf("--type", ["api_key", "token"], needed("--type", values.type));
    const ref = {
      source: oneOf("--source", SECRET_REF_SOURCES, needed("--source", values.source)),
      provider: needed("--secret-provider", values["secret-provider"]),
      id: needed("--id", values.id),
    };
    const provider = needed("--provider", values.provider);
    const profileId = needed("--profile-id", values["profile-id"]);
    const ctx = input.context();
    const { gatewayId, name: gateway } = chooseGateway(ctx, values.gateway);
    const notes = { label: values.label, email: values.email, expiresAtMs: values["expires-in"] };
    const fields = {
      gatewayId,
      agentId: values.agent ?? MAIN_AGENT_ID,
      provider,
      profileId,
      type,
      ref,
      ...notes,
    };
    const parsed = parseInput(addReferenceInput(input.nowMs), fields);
    const stored = addReference(ctx, parsed);
    const { agentId } = parsed;
    return printStored(input, { ...stored, provider: parsed.provider, type, agentId, gateway });
  },
};
