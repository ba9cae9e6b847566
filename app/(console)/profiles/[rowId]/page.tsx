import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { ProfileId } from "#app/_ui/text.tsx";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { ProfileFacts } from "#app/(console)/profiles/[rowId]/profile-facts.tsx";
import {
  EditProfilePanel,
  RemovedNotice,
  RemoveProfilePanel,
  ReplaceSecretPanel,
} from "#app/(console)/profiles/[rowId]/profile-forms.tsx";
import { ProfileHistory } from "#app/(console)/profiles/[rowId]/profile-history.tsx";
import { ProfileProbes } from "#app/(console)/profiles/[rowId]/profile-probes.tsx";
import { ProfileUse, SameSecret } from "#app/(console)/profiles/[rowId]/profile-use.tsx";
import { ProfileStatusBadge, PublishBadge, profileStatus } from "#app/(console)/profiles/profile-status.tsx";
import { STATUS_TONE } from "#app/(console)/profiles/profile-tones.ts";
import { providerName } from "#lib/domain/providers.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { credentialProbes } from "#lib/views/credential-probes-view.ts";
import { orderView } from "#lib/views/order-view.ts";
import { type ProfileView, profileView } from "#lib/views/profile-view.ts";

const NOTICES = ["sealed", "stored", "restored"] as const;
type Notice = (typeof NOTICES)[number];

const STACKED = "grid grid-cols-1 gap-(--stack)";

/** Forms beside the facts where there is room, else right below them. */
const SPLIT = `${STACKED} items-start lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] lg:grid-rows-[auto_1fr]`;

export async function generateMetadata({ params }: PageProps<"/profiles/[rowId]">): Promise<Metadata> {
  const ctx = await operatorContext();
  const profile = profileView(ctx, pathText((await params).rowId));
  if (!profile) notFound();
  return { title: profile.profileId };
}

export default async function ProfilePage({ params, searchParams }: PageProps<"/profiles/[rowId]">) {
  const ctx = await operatorContext();
  const profile = profileView(ctx, pathText((await params).rowId));
  if (!profile) notFound();
  const { notice } = await searchParams;
  const { gatewayId, agentId, provider } = profile;
  const t = await getT("profile");
  const nav = await getT("nav");
  const canManage = roleAllows(ctx.actor.role, "credential:manage");
  const hasForms = canManage && profile.publishState !== "to_remove";

  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/profiles", label: nav("profiles") }]}
        title={<ProfileId id={profile.profileId} />}
        badge={
          <>
            <ProfileStatusBadge profile={profile} nowMs={profile.asOfMs} look="box" />
            <PublishBadge state={profile.publishState} look="box" />
            <DemoBadge isDemo={profile.isDemo} />
          </>
        }
        description={t("lead", {
          provider: providerName(provider),
          agent: agentId,
          gateway: profile.gatewayName,
        })}
      />
      <Stack>
        <Notices profile={profile} notice={NOTICES.find((known) => known === notice)} canManage={canManage} />
        <div className={hasForms ? SPLIT : STACKED}>
          <ProfileFacts profile={profile} />
          {hasForms && (
            <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
              <Stack>
                <ReplaceSecretPanel profile={profile} />
                <EditProfilePanel profile={profile} />
                <RemoveProfilePanel profile={profile} />
              </Stack>
            </div>
          )}
          <Stack>
            <ProfileUse profile={profile} order={orderView(ctx, { gatewayId, agentId, provider })} />
            <ProfileProbes
              profile={profile}
              probes={credentialProbes(ctx, profile)}
              canProbe={roleAllows(ctx.actor.role, "probe:manage")}
            />
            <SameSecret twins={profile.sameSecretAs} />
            <ProfileHistory profile={profile} />
          </Stack>
        </div>
      </Stack>
    </>
  );
}

type NoticesProps = { profile: ProfileView; notice: Notice | undefined; canManage: boolean };

/** What was just done, and what is wrong with the profile with its next step. */
async function Notices({ profile, notice, canManage }: NoticesProps) {
  const t = await getT("profile");
  const status = profileStatus(profile, profile.asOfMs);
  const publishHref = `/gateways/${encodeURIComponent(profile.gatewayId)}/publish`;
  if (status === "to_remove") return <RemovedNotice profile={profile} canManage={canManage} />;
  return (
    <>
      {notice && (
        <Callout
          tone="success"
          live="status"
          actions={
            notice !== "restored" && (
              <LinkButton size="sm" href={publishHref}>
                {t("publish")}
              </LinkButton>
            )
          }
        >
          {t(`notice.${notice}`)}
        </Callout>
      )}
      {status !== "usable" && <Callout tone={STATUS_TONE[status]}>{t(`state.${status}`)}</Callout>}
    </>
  );
}
