import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { InvitationsPanel } from "#app/(console)/team/invitations-panel.tsx";
import { PeoplePanel } from "#app/(console)/team/people-panel.tsx";
import { SessionsPanel } from "#app/(console)/team/sessions-panel.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { personView, teamView } from "#lib/views/team-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("team"))("title") };
}

export default async function TeamPage() {
  const ctx = await operatorContext();
  const t = await getT("team");
  const canManage = roleAllows(ctx.actor.role, "people:manage");
  const own = personView(ctx, ctx.actor.userId);
  const invite = (
    <LinkButton href="/team/new" variant="primary" icon={<UserPlus aria-hidden />}>
      {t("invite")}
    </LinkButton>
  );
  const view = canManage ? teamView(ctx) : null;
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} actions={canManage ? invite : undefined} />
      <Stack>
        {view ? <PeoplePanel view={view} /> : <Callout tone="info">{t("not_allowed")}</Callout>}
        {view && view.invitations.length > 0 && <InvitationsPanel view={view} />}
        {own && <SessionsPanel person={own} nowMs={ctx.nowMs} />}
      </Stack>
    </>
  );
}
