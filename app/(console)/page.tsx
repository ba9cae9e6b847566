import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { FirstRun } from "#app/(console)/first-run.tsx";
import { GatewayCard, mostPressingFirst } from "#app/(console)/gateway-card.tsx";
import { statusView } from "#lib/views/status-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("home"))("title") };
}

export default async function StatusPage() {
  const ctx = await operatorContext();
  const t = await getT("home");
  const view = statusView(ctx);
  const { role } = ctx.actor;

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("asOf", { when: formatDateTime(view.asOfMs, await getLocale()) })}
      />
      {view.gateways.length === 0 ? (
        <FirstRun role={role} />
      ) : (
        <Stack>
          {mostPressingFirst(view.gateways).map((status) => (
            <GatewayCard key={status.gatewayId} status={status} nowMs={view.asOfMs} role={role} />
          ))}
        </Stack>
      )}
    </>
  );
}
