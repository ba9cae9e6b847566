import { getT } from "#app/_server/i18n.ts";
import { TabLinks } from "#app/_ui/tabs.client.tsx";
import { type Role, roleAllows } from "#lib/domain/role.ts";

/** What there is to set: what machines may read, how one signs in oneself, and how everyone does. */
export async function SettingsTabs({ role }: { role: Role }) {
  const t = await getT("security.tabs");
  const tabs = [
    { href: "/settings", label: t("machines") },
    { href: "/settings/security", label: t("own") },
  ];
  if (roleAllows(role, "people:manage")) tabs.push({ href: "/settings/sign-in", label: t("everyone") });
  return <TabLinks label={t("label")} tabs={tabs} />;
}
