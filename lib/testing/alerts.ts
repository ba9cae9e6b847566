import { ALERT_KINDS } from "#lib/domain/alert-condition.ts";
import type { ChannelKind } from "#lib/domain/channel.ts";
import { ChannelInput } from "#lib/operations/channel-input.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { saveChannel } from "#lib/operations/save-channel.ts";

/** Part of each secret of a test's channel, so that one search finds them all. */
export const CHANNEL_SECRET = "FAKE-channel-secret-0123456789";

export const SIGNING_SECRET = `whsec_${Buffer.from(`${CHANNEL_SECRET}-signing`).toString("base64")}`;

/** What a form sends for a webhook that is told everything at once. */
export function channelForm(changed: Partial<Record<keyof ChannelInput, unknown>> = {}) {
  return {
    kind: "webhook" satisfies ChannelKind,
    name: "on call",
    shown: {},
    secret: { url: `https://hooks.example.test/${CHANNEL_SECRET}`, signingSecret: SIGNING_SECRET },
    locale: "en",
    isEnabled: true,
    kinds: [...ALERT_KINDS],
    minimumSeverity: "info",
    zone: "UTC",
    quietFrom: null,
    quietTo: null,
    criticalPasses: false,
    digestAt: null,
    ...changed,
  };
}

export function testChannelOf(
  ctx: OperationContext,
  changed: Partial<Record<keyof ChannelInput, unknown>> = {},
): string {
  return saveChannel(ctx, null, ChannelInput.parse(channelForm(changed))).channelId;
}
