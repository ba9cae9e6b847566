import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { NextSteps } from "#app/(console)/gateways/[gatewayId]/publications/[publicationId]/next-steps.tsx";
import {
  FilesPanel,
  ReceiptSteps,
} from "#app/(console)/gateways/[gatewayId]/publications/[publicationId]/receipt.tsx";
import { PublishNotes } from "#app/(console)/gateways/[gatewayId]/publish/publish-warnings.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { ChangePanels } from "#app/(console)/gateways/change-panels.tsx";
import { PublicationBadge } from "#app/(console)/gateways/publication-badge.tsx";
import { WalkSteps } from "#app/(console)/gateways/walk-steps.tsx";
import { type PublicationView, publicationView } from "#lib/views/publications-view.ts";

type Props = PageProps<"/gateways/[gatewayId]/publications/[publicationId]">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("receipt"))("title.publish") };
}

export default async function ReceiptPage({ params }: Props) {
  const ctx = await operatorContext();
  const { gatewayId, publicationId } = await params;
  const publication = publicationView(ctx, {
    gatewayId: pathText(gatewayId),
    publicationId: pathText(publicationId),
  });
  if (!publication) notFound();
  const t = await getT("receipt");
  const nav = await getT("nav");
  const { kind, receipt, startedAtMs, startedBy, gatewayName } = publication;
  const when = formatDateTime(startedAtMs, await getLocale());

  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/gateways", label: nav("gateways") },
          { href: gatewayAddress(publication.gatewayId), label: gatewayName },
        ]}
        title={t(receipt ? `title.${kind}` : `unfinished.${kind}`)}
        badge={<PublicationBadge publication={publication} />}
        description={t("lead", { name: gatewayName, when, who: startedBy })}
      />
      <Stack>
        {receipt && kind === "publish" && publication.isFirst && <WalkSteps current="test" />}
        {receipt === null ? (
          <Unfinished publication={publication} />
        ) : (
          <>
            <PublishNotes notes={receipt.notes} />
            <div className="grid grid-cols-1 items-start gap-(--stack) xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
              <Stack>
                <NextSteps receipt={receipt} stateDir={publication.stateDir} />
                <ChangePanels changes={receipt} stateDir={publication.stateDir} />
                {receipt.changes.length + receipt.config.length === 0 && (
                  <Panel>
                    <p className="text-fg-muted">{t("no_changes")}</p>
                  </Panel>
                )}
                <FilesPanel files={receipt.files} />
              </Stack>
              <ReceiptSteps receipt={receipt} />
            </div>
          </>
        )}
      </Stack>
    </>
  );
}

async function Unfinished({ publication }: { publication: PublicationView }) {
  const t = await getT("receipt");
  const { gatewayId, kind, state } = publication;
  if (state === "under_way") {
    return (
      <Callout tone="info" title={t("under_way_title")}>
        {t("under_way")}
      </Callout>
    );
  }
  return (
    <Callout
      tone="warn"
      title={t("interrupted_title")}
      actions={
        <LinkButton
          size="sm"
          href={kind === "publish" ? gatewayAddress(gatewayId, "publish") : gatewayAddress(gatewayId)}
        >
          {t(`interrupted_action.${kind}`)}
        </LinkButton>
      }
    >
      {t(`interrupted.${kind}`)}
    </Callout>
  );
}
