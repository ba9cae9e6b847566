import { KeySquare, Plus } from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { revokeApiTokenAction } from "#app/(console)/settings/actions.ts";
import type { ApiTokenItem, ApiTokensView } from "#lib/views/settings-view.ts";

const TONES = {
  live: "success",
  ending: "warn",
  refused: "warn",
  expired: "neutral",
  revoked: "neutral",
} as const;

/** The tokens of machines. A token itself is nowhere here: it was shown when it was made. */
export async function ApiTokensPanel({ view }: { view: ApiTokensView }) {
  const t = await getT("settings.tokens");
  const locale = await getLocale();
  const when = (atMs: number) => (
    <RelativeTime atMs={atMs} nowMs={view.asOfMs} locale={locale} look="relative" />
  );
  const create = (
    <LinkButton href="/settings/api-tokens/new" size="sm" icon={<Plus aria-hidden />}>
      {t("create")}
    </LinkButton>
  );
  return (
    <Panel
      flush
      title={t("title")}
      description={t("lead")}
      actions={view.tokens.length > 0 ? create : undefined}
    >
      <DataTable
        caption={t("title")}
        rows={view.tokens}
        rowKey={(row) => row.id}
        isDimmed={({ state }) => state === "expired" || state === "revoked"}
        empty={
          <EmptyState icon={<KeySquare />} heading="h3" title={t("empty_title")} action={create}>
            {t("empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "name",
            header: t("column.name"),
            rowHeader: true,
            grow: true,
            cell: (row) => (
              <>
                <span className="font-medium [overflow-wrap:anywhere]">{row.name}</span>
                <div className="text-fg-muted text-xs [overflow-wrap:anywhere]">
                  {t("made_by", { who: row.createdBy })}
                </div>
              </>
            ),
          },
          {
            key: "scopes",
            header: t("column.scopes"),
            nowrap: true,
            cell: (row) => (
              <span className="grid text-xs">
                {row.scopes.map((scope) => (
                  <Mono key={scope}>{scope}</Mono>
                ))}
              </span>
            ),
          },
          {
            key: "gateway",
            header: t("column.gateway"),
            cell: ({ gatewayName }) =>
              gatewayName ?? <span className="whitespace-nowrap">{t("all_gateways")}</span>,
          },
          {
            key: "state",
            header: t("column.state"),
            nowrap: true,
            cell: ({ state }) => (
              <StatusBadge tone={TONES[state]} look="plain">
                {t(`state.${state}`)}
              </StatusBadge>
            ),
          },
          {
            key: "expires",
            header: t("column.expires"),
            nowrap: true,
            cell: ({ expiresAtMs }) => when(expiresAtMs),
          },
          {
            key: "used",
            header: t("column.used"),
            nowrap: true,
            cell: ({ lastUsedAtMs }) =>
              lastUsedAtMs === null ? (
                <span className="text-fg-subtle">{t("never_used")}</span>
              ) : (
                when(lastUsedAtMs)
              ),
          },
          {
            key: "created",
            header: t("column.created"),
            nowrap: true,
            cell: ({ createdAtMs }) => when(createdAtMs),
          },
          {
            key: "revoke",
            header: t("column.action"),
            hideHeader: true,
            cell: (row) => <Revoke token={row} />,
          },
        ]}
      />
    </Panel>
  );
}

async function Revoke({ token }: { token: ApiTokenItem }) {
  if (token.state === "revoked" || token.state === "expired") return null;
  const t = await getT("settings.tokens");
  return (
    <ConfirmDialog
      trigger={t("revoke")}
      triggerVariant="danger-quiet"
      triggerSize="sm"
      title={t("revoke_title", { name: token.name })}
      action={revokeApiTokenAction}
      values={{ id: token.id }}
      confirm={t("revoke_confirm")}
      pendingLabel={t("revoking")}
    >
      <p>{t("revoke_text")}</p>
    </ConfirmDialog>
  );
}
