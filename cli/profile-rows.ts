import type { Look } from "#cli/paint.ts";
import type { Cell } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import { maskTail } from "#lib/domain/mask.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";
import type { PublishState } from "#lib/views/publish-states.ts";

/** Enough of a fingerprint to tell two secrets apart by eye. */
const FINGERPRINT_SHOWN = 8;

const PUBLISH_LOOKS: Readonly<Record<PublishState, Look>> = {
  published: "good",
  changed: "warn",
  unpublished: "warn",
  to_remove: "warn",
  on_gateway_only: "faint",
  there_already: "good",
};

export function profileHeading(t: Translator): string[] {
  const columns = [
    "profile",
    "provider",
    "type",
    "status",
    "source",
    "fingerprint",
    "expires",
    "published",
  ] as const;
  return [...columns, "changed" as const].map((column) => t(`cli.columns.${column}`));
}

/** What a list tells of a profile. Of the secret itself: its last four characters and a keyed fingerprint. */
export function profileRow(item: ProfileListItem, t: Translator): Cell[] {
  const { reason, publishState, expiresAtMs, changedAtMs, changedBy } = item;
  return [
    printable(item.profileId),
    printable(item.provider),
    item.type,
    { text: t(`eligibility.${reason}`), look: reason === "ok" ? "good" : "bad" },
    sourceText(item, t),
    item.fingerprint?.slice(0, FINGERPRINT_SHOWN) ?? "",
    expiresAtMs === null ? t("time.noExpiry") : timeText(expiresAtMs),
    { text: t(`cli.publish_states.${publishState}`), look: PUBLISH_LOOKS[publishState] },
    t("cli.changed_by", { when: timeText(changedAtMs), who: printable(changedBy) }),
  ];
}

function sourceText({ source, tail, ref }: ProfileListItem, t: Translator): string {
  if (source === "vault") return t("cli.sources.vault", { tail: maskTail(tail) });
  if (source === "gateway" || ref === null) return t("cli.sources.gateway");
  return printable(`${ref.source}:${ref.provider}:${ref.id}`);
}
