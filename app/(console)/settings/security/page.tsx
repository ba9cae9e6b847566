import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { AppPanel } from "#app/(console)/settings/security/app-panel.tsx";
import { CodesPanel } from "#app/(console)/settings/security/codes-panel.tsx";
import { PasskeysPanel } from "#app/(console)/settings/security/passkeys-panel.tsx";
import { PasswordPanel } from "#app/(console)/settings/security/password-panel.tsx";
import { SettingsTabs } from "#app/(console)/settings/settings-tabs.tsx";
import { securityView } from "#lib/views/security-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("security"))("title") };
}

export default async function SecurityPage() {
  const ctx = await operatorContext();
  const t = await getT("security");
  const view = securityView(ctx);
  return (
    <>
      <PageHeader title={(await getT("settings"))("title")} description={t("lead")} />
      <SettingsTabs role={ctx.actor.role} />
      <Stack>
        {view.isRequired && <Callout tone="info">{t("is_required")}</Callout>}
        <AppPanel view={view} />
        <PasskeysPanel view={view} />
        <CodesPanel view={view} />
        {view.hasPassword && <PasswordPanel />}
      </Stack>
    </>
  );
}
