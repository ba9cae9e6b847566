import { getT } from "#app/_server/i18n.ts";
import { TabLinks } from "#app/_ui/tabs.client.tsx";

/** The four pages of alerts, under the title of each. */
export async function AlertTabs() {
  const t = await getT("alerts.tabs");
  return (
    <TabLinks
      label={t("label")}
      tabs={[
        { href: "/alerts", label: t("now") },
        { href: "/alerts/channels", label: t("channels") },
        { href: "/alerts/deliveries", label: t("deliveries") },
        { href: "/alerts/rules", label: t("rules") },
      ]}
    />
  );
}
