import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { AuthenticatorSetup } from "#app/two-step/authenticator-setup.tsx";
import { securityView } from "#lib/views/security-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("security"))("setup_title") };
}

export default async function AuthenticatorPage() {
  const ctx = await operatorContext();
  const t = await getT("security");
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/settings", label: (await getT("settings"))("title") },
          { href: "/settings/security", label: t("title") },
        ]}
        title={t("setup_title")}
        description={t("setup_lead")}
      />
      <div className="max-w-2xl">
        <Panel>
          <AuthenticatorSetup app={securityView(ctx).app} next="/settings/security" />
        </Panel>
      </div>
    </>
  );
}
