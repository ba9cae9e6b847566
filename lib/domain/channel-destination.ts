import type { ChannelSettings } from "#lib/domain/channel.ts";

/** Where a channel leads, as far as that is no secret: a server, a chat, or the recipients. */
export function channelDestination(settings: ChannelSettings): string {
  switch (settings.kind) {
    case "email":
      return settings.to.join(", ");
    case "telegram":
      return settings.chatId;
    case "ntfy":
      return settings.baseUrl.replace(/^https?:\/\//, "");
    default:
      return settings.server;
  }
}
