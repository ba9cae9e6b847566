import { getT } from "#app/_server/i18n.ts";
import { Badge } from "#app/_ui/badge.tsx";

/** Marks what belongs to the demo gateway; nothing for everything else. */
export async function DemoBadge({ isDemo }: { isDemo: boolean }) {
  if (!isDemo) return null;
  const t = await getT("demo");
  return (
    <span title={t("badge_hint")}>
      <Badge tone="info">{t("badge")}</Badge>
    </span>
  );
}
