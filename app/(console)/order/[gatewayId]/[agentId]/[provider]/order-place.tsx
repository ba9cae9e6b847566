import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";

type Props = { row: ProfileOrderRow | undefined; nowMs: number };

/** At which place a profile is tried and why, or what keeps it out. */
export async function OrderPlace({ row, nowMs }: Props) {
  const t = await getT("order");
  if (!row) return <span className="text-fg-subtle">{t("not_there")}</span>;
  return (
    <div>
      {row.position === null ? (
        <StatusBadge look="plain" tone={row.excludedBy === "ineligible" ? "danger" : "neutral"}>
          {t("not_tried")}
        </StatusBadge>
      ) : (
        <StatusBadge look="plain" tone={row.window ? "warn" : "success"}>
          {t("position", { position: row.position })}
        </StatusBadge>
      )}
      <div className="text-fg-muted text-xs">
        <PlaceReasons row={row} />
      </div>
      {row.window && (
        <div className="text-fg-muted text-xs">
          <RelativeTime atMs={row.window.untilMs} nowMs={nowMs} locale={await getLocale()} />
        </div>
      )}
    </div>
  );
}

/** The reasons as sentences, one a line. */
async function PlaceReasons({ row }: { row: ProfileOrderRow }) {
  const reasons = await getT("orderReasons");
  const exclusions = await getT("orderExclusions");
  const eligibility = await getT("eligibility");
  const lines = row.reasons.map((reason) => reasons(reason));
  if (row.excludedBy === "ineligible") lines.push(eligibility(row.eligibility));
  else if (row.excludedBy !== null) lines.push(exclusions(row.excludedBy));
  return lines.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ));
}
