import { z } from "zod";
import { defaultProfileId } from "#lib/domain/profile-id.ts";
import { authorise, type OperationContext } from "#lib/operations/context.ts";
import {
  OptionalEmail,
  OptionalLabel,
  PastedSecret,
  ProfileId,
  ProfileTarget,
  ProviderId,
} from "#lib/operations/credential-input.ts";
import { requireAgent, requireUnchangedState } from "#lib/operations/gateway-state.ts";
import { type OnExisting, type StoredCredential, storeCredential } from "#lib/operations/store-credential.ts";

export const AddApiKeyInput = z.strictObject({
  ...ProfileTarget,
  provider: ProviderId,
  profileId: ProfileId.optional(),
  label: OptionalLabel,
  email: OptionalEmail,
  /** Cloudflare AI Gateway's account and gateway ids, for instance; free text map, as OpenClaw has it. */
  metadata: z.record(z.string().max(64), z.string().max(256)).optional(),
  secret: PastedSecret,
});
export type AddApiKeyInput = z.output<typeof AddApiKeyInput>;

/** Seals an API key as a profile of one agent. The profile id defaults to `<provider>:default`. */
export function addApiKey(
  ctx: OperationContext,
  input: AddApiKeyInput,
  options: { onExisting: OnExisting } = { onExisting: "refuse" },
): StoredCredential {
  authorise(ctx.actor, "credential:manage");
  const state = requireUnchangedState(ctx.db.reader, input.gatewayId);
  requireAgent(state, input.agentId);
  const { gatewayId, agentId, provider, secret, label, email, metadata = null } = input;
  const profileId = input.profileId ?? defaultProfileId(provider, "api_key");
  const expiresAtMs = null;
  return storeCredential(
    ctx,
    { gatewayId, agentId, profileId, provider, type: "api_key", secret, label, email, metadata, expiresAtMs },
    { event: "profile.api_key_added", onExisting: options.onExisting },
  );
}
