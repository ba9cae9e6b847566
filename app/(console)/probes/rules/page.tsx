import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { AllowancesPanel } from "#app/(console)/probes/rules/allowances-panel.tsx";
import { PoliciesPanel } from "#app/(console)/probes/rules/policies-panel.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { probeRulesView } from "#lib/views/probe-rules-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("probes.rules"))("title") };
}

export default async function ProbeRulesPage({ searchParams }: PageProps<"/probes/rules">) {
  const ctx = await operatorContext();
  const t = await getT("probes.rules");
  const { notice } = await searchParams;
  const view = probeRulesView(ctx);
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/probes", label: (await getT("nav"))("probes") }]}
        title={t("title")}
        description={t("lead")}
      />
      <Stack>
        {notice === "saved" && (
          <Callout tone="success" live="status">
            {t("saved")}
          </Callout>
        )}
        <PoliciesPanel policies={view.policies} canManage={roleAllows(ctx.actor.role, "probe:manage")} />
        <AllowancesPanel view={view} canManage={roleAllows(ctx.actor.role, "gateway:manage")} />
      </Stack>
    </>
  );
}
