import { getT } from "#app/_server/i18n.ts";
import { TabLinks } from "#app/_ui/tabs.client.tsx";
import { type Role, roleAllows } from "#lib/domain/role.ts";

/** What there is to set: what machines may read, how one signs in oneself, how everyone does, the vault and its backups. */
export async function SettingsTabs({ role }: { role: Role }) {
  const t = await getT("security.tabs");
  const tabs = [
    { href: "/settings", label: t("machines") },
    { href: "/settings/security", label: t("own") },
  ];
  if (roleAllows(role, "people:manage")) tabs.push({ href: "/settings/sign-in", label: t("everyone") });
  if (roleAllows(role, "key:read")) {
    tabs.push({ href: "/settings/vault", label: (await getT("vault_page"))("tab") });
    tabs.push({ href: "/settings/backups", label: (await getT("backups"))("tab") });
  }
  return <TabLinks label={t("label")} tabs={tabs} />;
}
