import { AtSign, BellDot, Hash, type LucideIcon, MessagesSquare, Send, Webhook } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { getT } from "#app/_server/i18n.ts";
import { addressOf } from "#app/(console)/address.ts";
import { CHANNEL_KINDS, type ChannelKind } from "#lib/domain/channel.ts";

const ICONS: Record<ChannelKind, LucideIcon> = {
  webhook: Webhook,
  ntfy: BellDot,
  slack: Hash,
  discord: Hash,
  feishu: MessagesSquare,
  dingtalk: MessagesSquare,
  wecom: MessagesSquare,
  telegram: Send,
  email: AtSign,
};

/** The first question: where messages go, with what each way is. */
export async function KindCards() {
  const t = await getT("alerts");
  return (
    <ul aria-label={t("channels.kind")} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {CHANNEL_KINDS.map((kind) => {
        const Icon = ICONS[kind];
        return (
          <li key={kind} className="grid">
            <Link
              href={addressOf("/alerts/channels/new", { kind }) as Route}
              className="flex gap-3 rounded-lg border border-line bg-surface px-(--panel-x) py-(--panel-y) hover:border-line-strong hover:bg-hover"
            >
              <span className="mt-0.5 text-fg-muted">
                <Icon aria-hidden />
              </span>
              <span className="min-w-0">
                <span className="block font-semibold text-md">{t(`channel_kind.${kind}`)}</span>
                <span className="mt-1 block text-fg-muted">{t(`channel_hint.${kind}`)}</span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
