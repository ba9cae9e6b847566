import { KeyRound, Plus, SearchX, Server } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { Paging } from "#app/(console)/paging.tsx";
import { ProfileFilter, type ProfileQuery } from "#app/(console)/profiles/profile-filter.tsx";
import { ProfileTable } from "#app/(console)/profiles/profile-table.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { isProfileGroup, searchProfiles } from "#lib/views/profile-search.ts";
import { profilesView } from "#lib/views/profiles-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("profiles"))("title") };
}

export default async function ProfilesPage({ searchParams }: PageProps<"/profiles">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("profiles");
  const query: ProfileQuery = {
    q: queryText(params.q),
    gateway: queryText(params.gateway),
    agent: queryText(params.agent),
    provider: queryText(params.provider),
    show: isProfileGroup(params.show) ? params.show : undefined,
  };
  const all = profilesView(ctx);
  const view = profilesView(ctx, {
    ...(query.gateway && { gatewayId: query.gateway }),
    ...(query.agent && { agentId: query.agent }),
  });
  const page = searchProfiles(
    view.items,
    {
      text: query.q,
      provider: query.provider,
      group: isProfileGroup(query.show) ? query.show : undefined,
      page: queryNumber(params.page),
    },
    view.asOfMs,
  );
  const canManage = roleAllows(ctx.actor.role, "credential:manage");
  const providers = [...new Set(all.items.map((item) => item.provider))].sort();

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={
          canManage && all.gateways.length > 0 ? (
            <LinkButton
              href={addressOf("/profiles/new", { gateway: query.gateway, agent: query.agent })}
              variant="primary"
              icon={<Plus aria-hidden />}
            >
              {t("add")}
            </LinkButton>
          ) : undefined
        }
      />
      <Stack>
        {params.notice === "forgotten" && (
          <Callout tone="success" live="status">
            {t("notice.forgotten")}
          </Callout>
        )}
        {all.items.length > 0 && <ProfileFilter query={query} view={all} providers={providers} />}
        <Panel
          flush
          footer={
            page.found > 0 && (
              <div className="flex flex-1 flex-wrap items-center justify-between gap-3">
                <span className="tabular-nums">{t("found", { count: page.found })}</span>
                <Paging
                  page={page.page}
                  pageCount={page.pageCount}
                  hrefOf={(number) => addressOf("/profiles", { ...query, page: number })}
                />
              </div>
            )
          }
        >
          {page.found > 0 ? (
            <ProfileTable rows={page.rows} nowMs={view.asOfMs} showGateway={all.gateways.length > 1} />
          ) : (
            <NoProfiles gateways={all.gateways.length} profiles={all.items.length} canManage={canManage} />
          )}
        </Panel>
      </Stack>
    </>
  );
}

type NoProfilesProps = { gateways: number; profiles: number; canManage: boolean };

/** What to do when there is nothing to list: it depends on what is missing. */
async function NoProfiles({ gateways, profiles, canManage }: NoProfilesProps) {
  const t = await getT("profiles.empty");
  if (gateways === 0) {
    return (
      <EmptyState
        icon={<Server />}
        title={t("no_gateway_title")}
        action={
          <LinkButton href="/gateways/new" variant="primary" icon={<Plus aria-hidden />}>
            {t("no_gateway_action")}
          </LinkButton>
        }
      >
        {t("no_gateway")}
      </EmptyState>
    );
  }
  if (profiles > 0) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={t("filtered_title")}
        action={<LinkButton href="/profiles">{t("filtered_action")}</LinkButton>}
      >
        {t("filtered")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<KeyRound />}
      title={t("none_title")}
      action={
        canManage && (
          <LinkButton href="/gateways" variant="primary">
            {t("none_import")}
          </LinkButton>
        )
      }
      command="clawkeep import"
    >
      {t("none")}
    </EmptyState>
  );
}
