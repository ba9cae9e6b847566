import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { SessionsPanel } from "#app/(console)/team/sessions-panel.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { personView } from "#lib/views/team-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("team"))("sessions_title") };
}

/** Where one person is signed in, for owners. */
export default async function PersonPage({ params }: PageProps<"/team/[userId]">) {
  const ctx = await operatorContext();
  const t = await getT("team");
  const canManage = roleAllows(ctx.actor.role, "people:manage");
  const person = canManage ? personView(ctx, (await params).userId) : null;
  if (canManage && !person) notFound();
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/team", label: t("title") }]}
        title={person?.name ?? t("sessions_title")}
        description={person?.email}
      />
      {person ? (
        <SessionsPanel person={person} nowMs={ctx.nowMs} />
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}
