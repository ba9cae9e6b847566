import { z } from "zod";
import { defaultProfileId } from "#lib/domain/profile-id.ts";
import { authorise, type OperationContext } from "#lib/operations/context.ts";
import {
  expiryField,
  OptionalEmail,
  OptionalLabel,
  PastedSecret,
  ProfileId,
  ProfileTarget,
  ProviderId,
  SetupToken,
} from "#lib/operations/credential-input.ts";
import { requireAgent, requireUnchangedState } from "#lib/operations/gateway-state.ts";
import { type OnExisting, type StoredCredential, storeCredential } from "#lib/operations/store-credential.ts";

/** The one provider that `claude setup-token` makes credentials for. */
const SETUP_TOKEN_PROVIDER = "anthropic";

const common = (nowMs: number) => ({
  ...ProfileTarget,
  profileId: ProfileId.optional(),
  label: OptionalLabel,
  email: OptionalEmail,
  expiresAtMs: expiryField(nowMs)
    .optional()
    .transform((value) => value ?? null),
});

/** A bearer token for any provider. No shape is checked beyond what a header can carry. */
export const pasteTokenInput = (nowMs: number) =>
  z.strictObject({ ...common(nowMs), provider: ProviderId, secret: PastedSecret });
export type PasteTokenInput = z.output<ReturnType<typeof pasteTokenInput>>;

/** An Anthropic setup-token, whose shape is known and checked. */
export const pasteSetupTokenInput = (nowMs: number) =>
  z.strictObject({ ...common(nowMs), secret: SetupToken });
export type PasteSetupTokenInput = z.output<ReturnType<typeof pasteSetupTokenInput>>;

type Options = { onExisting: OnExisting };

/** Seals a pasted token as a profile of one agent. The profile id defaults to `<provider>:manual`. */
export function pasteToken(
  ctx: OperationContext,
  input: PasteTokenInput,
  options: Options = { onExisting: "refuse" },
): StoredCredential {
  return storeToken(ctx, input, { event: "profile.token_pasted", ...options });
}

/** Seals a setup-token for Anthropic. */
export function pasteSetupToken(
  ctx: OperationContext,
  input: PasteSetupTokenInput,
  options: Options = { onExisting: "refuse" },
): StoredCredential {
  const withProvider = { ...input, provider: SETUP_TOKEN_PROVIDER };
  return storeToken(ctx, withProvider, { event: "profile.setup_token_pasted", ...options });
}

function storeToken(
  ctx: OperationContext,
  input: PasteTokenInput,
  options: { event: string; onExisting: OnExisting },
): StoredCredential {
  authorise(ctx.actor, "credential:manage");
  const state = requireUnchangedState(ctx.db.reader, input.gatewayId);
  requireAgent(state, input.agentId);
  const { gatewayId, agentId, provider, secret, label, email, expiresAtMs } = input;
  const profileId = input.profileId ?? defaultProfileId(provider, "token");
  const metadata = null;
  return storeCredential(
    ctx,
    { gatewayId, agentId, profileId, provider, type: "token", secret, label, email, metadata, expiresAtMs },
    options,
  );
}
