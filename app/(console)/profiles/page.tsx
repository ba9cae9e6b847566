import { KeyRound, Plus, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { type ConsoleContext, operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { ProfileFilter, type ProfileQuery } from "#app/(console)/profiles/profile-filter.tsx";
import { ProfileTable } from "#app/(console)/profiles/profile-table.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import {
  isProfileGroup,
  type ProfileChoices,
  profileChoices,
  searchProfiles,
} from "#lib/views/profile-search.ts";

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
  const choices = profileChoices(ctx);
  const hasGateway = choices.gateways.length > 0;
  const canManage = roleAllows(ctx.actor.role, "credential:manage");
  const addHref = addressOf("/profiles/new", { gateway: query.gateway, agent: query.agent });

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={
          canManage &&
          hasGateway && (
            <LinkButton href={addHref} variant="primary" icon={<Plus aria-hidden />}>
              {t("add")}
            </LinkButton>
          )
        }
      />
      <Stack>
        {params.notice === "forgotten" && (
          <Callout tone="success" live="status">
            {t("notice.forgotten")}
          </Callout>
        )}
        {hasGateway ? (
          <ProfileList ctx={ctx} choices={choices} query={query} page={queryNumber(params.page)} />
        ) : (
          <NoGateway role={ctx.actor.role} what="profiles" />
        )}
      </Stack>
    </>
  );
}

type ListProps = {
  ctx: ConsoleContext;
  choices: ProfileChoices;
  query: ProfileQuery;
  page: number | undefined;
};

async function ProfileList({ ctx, choices, query, page: wanted }: ListProps) {
  const t = await getT("profiles");
  if (choices.providers.length === 0)
    return <NoProfiles canManage={roleAllows(ctx.actor.role, "credential:manage")} />;
  const page = searchProfiles(ctx, { ...query, page: wanted });
  return (
    <>
      <ProfileFilter query={query} choices={choices} />
      <Panel flush>
        {page.found > 0 ? (
          <ProfileTable rows={page.rows} nowMs={ctx.nowMs} showGateway={choices.gateways.length > 1} />
        ) : (
          <EmptyState
            icon={<SearchX />}
            title={t("empty.filtered_title")}
            action={<LinkButton href="/profiles">{t("empty.filtered_action")}</LinkButton>}
          >
            {t("empty.filtered")}
          </EmptyState>
        )}
      </Panel>
      <div className="flex flex-wrap items-center justify-between gap-3 text-fg-muted text-sm">
        <span className="tabular-nums">{t("found", { count: page.found })}</span>
        <Paging
          page={page.page}
          pageCount={page.pageCount}
          hrefOf={(number) => addressOf("/profiles", { ...query, page: number })}
        />
      </div>
    </>
  );
}

/** How the first profiles get here. */
async function NoProfiles({ canManage }: { canManage: boolean }) {
  const t = await getT("profiles.empty");
  return (
    <Panel>
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
    </Panel>
  );
}
