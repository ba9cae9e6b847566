import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { SettingsTabs } from "#app/(console)/settings/settings-tabs.tsx";
import { OidcPanel } from "#app/(console)/settings/sign-in/oidc-panel.tsx";
import { PeoplePanel } from "#app/(console)/settings/sign-in/people-panel.tsx";
import { RulePanel } from "#app/(console)/settings/sign-in/rule-panel.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { signInSettingsView } from "#lib/views/sign-in-settings-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("sign_in_settings"))("title") };
}

export default async function SignInSettingsPage() {
  const ctx = await operatorContext();
  const t = await getT("sign_in_settings");
  const isOwner = roleAllows(ctx.actor.role, "people:manage");
  const view = isOwner ? signInSettingsView(ctx) : null;
  return (
    <>
      <PageHeader title={(await getT("settings"))("title")} description={t("lead")} />
      <SettingsTabs role={ctx.actor.role} />
      {view ? (
        <Stack>
          <RulePanel requiredRoles={view.requiredRoles} />
          <PeoplePanel people={view.people} />
          <OidcPanel oidc={view.oidc} canBeOnlyWay={view.canBeOnlyWay} />
        </Stack>
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}
