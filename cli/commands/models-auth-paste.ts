import { parseArgs } from "node:util";
import { type Command, type CommandInput, UsageError } from "#cli/command.ts";
import { needed, TARGET_FLAGS, TEXT } from "#cli/flags.ts";
import { chooseGateway } from "#cli/gateway-argument.ts";
import { parseWithSecret } from "#cli/invalid-input.ts";
import { metadataOf } from "#cli/metadata-flag.ts";
import { readSecret } from "#cli/secret-prompt.ts";
import { printStored } from "#cli/stored-credential.ts";
import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import {
  pasteSetupToken,
  pasteSetupTokenInput,
  pasteTokenInput,
  pasteToken as storeToken,
} from "#lib/operations/paste-token.ts";

/** The secrets have no flag: arguments are visible in `ps` and in shell history. */
const PROFILE_FLAGS = { ...TARGET_FLAGS, provider: TEXT, "profile-id": TEXT, label: TEXT, email: TEXT };
const METADATA = { metadata: { type: "string", multiple: true } } as const;
const SETUP_TOKEN_PROVIDER = "anthropic";

/** An existing profile of the same id is replaced, as OpenClaw does. */
const REPLACE = { onExisting: "replace" } as const;

export const pasteApiKey: Command = {
  opensVault: true,

  async run(input) {
    const { values } = parseArgs({
      args: input.args,
      options: { ...PROFILE_FLAGS, ...METADATA },
      strict: true,
    });
    const provider = needed("--provider", values.provider);
    const { fields, gateway } = target(input, values);
    const prompt = input.t("cli.prompts.api_key", { provider });
    const all = { ...fields, provider, metadata: metadataOf(values.metadata) };
    const parsed = await parseWithSecret(AddApiKeyInput, all, "secret", () => readSecret(input, prompt));
    const stored = addApiKey(input.context(), parsed, REPLACE);
    return printStored(input, {
      ...stored,
      type: "api_key",
      provider: parsed.provider,
      agentId: parsed.agentId,
      gateway,
    });
  },
};

export const pasteToken: Command = {
  opensVault: true,

  async run(input) {
    const { values } = parseArgs({
      args: input.args,
      options: { ...PROFILE_FLAGS, "expires-in": TEXT },
      strict: true,
    });
    const provider = needed("--provider", values.provider);
    const { fields, gateway } = target(input, values);
    const prompt = input.t("cli.prompts.token", { provider });
    const all = { ...fields, provider, expiresAtMs: values["expires-in"] };
    const parsed = await parseWithSecret(pasteTokenInput(input.nowMs), all, "secret", () =>
      readSecret(input, prompt),
    );
    const stored = storeToken(input.context(), parsed, REPLACE);
    return printStored(input, {
      ...stored,
      type: "token",
      provider: parsed.provider,
      agentId: parsed.agentId,
      gateway,
    });
  },
};

export const setupToken: Command = {
  opensVault: true,

  async run(input) {
    const { values } = parseArgs({
      args: input.args,
      options: { ...PROFILE_FLAGS, "expires-in": TEXT },
      strict: true,
    });
    const provider = normalizeProvider(values.provider ?? SETUP_TOKEN_PROVIDER);
    if (provider !== SETUP_TOKEN_PROVIDER) throw new UsageError("setup_token_provider");
    const { fields, gateway } = target(input, values);
    const all = { ...fields, expiresAtMs: values["expires-in"] };
    const ask = () => readSecret(input, input.t("cli.prompts.setup_token"));
    const parsed = await parseWithSecret(pasteSetupTokenInput(input.nowMs), all, "secret", ask);
    const stored = pasteSetupToken(input.context(), parsed, REPLACE);
    return printStored(input, { ...stored, type: "token", provider, agentId: parsed.agentId, gateway });
  },
};

type ProfileFlags = {
  gateway?: string;
  agent?: string;
  "profile-id"?: string;
  label?: string;
  email?: string;
};

/** Where a pasted secret goes: to `main` unless an agent is named, whatever the default agent is. */
function target(
  input: CommandInput,
  { gateway: name, agent, "profile-id": profileId, label, email }: ProfileFlags,
) {
  const gateway = chooseGateway(input.context(), name);
  const agentId = agent ?? MAIN_AGENT_ID;
  return {
    fields: { gatewayId: gateway.gatewayId, agentId, profileId, label, email },
    gateway: gateway.name,
  };
}
