import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { revokeTokensAction } from "#app/(console)/gateways/actions.ts";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import type { GatewayView, ResolverFacts } from "#lib/views/gateway-view.ts";

const TONES = { absent: "neutral", installed: "success", damaged: "danger" } as const;

type Props = { gateway: GatewayView; canRevoke: boolean };

/** The program on the gateway that asks for secrets, and the tokens it may ask with. */
export async function ResolverPanel({ gateway, canRevoke }: Props) {
  const t = await getT("gateway.resolver");
  const { gatewayId, resolver, asOfMs } = gateway;
  const live = resolver.tokens.filter((token) => token.revokedAtMs === null);
  const revoked = resolver.tokens.filter((token) => token.revokedAtMs !== null);
  return (
    <Panel title={t("title")} description={t("lead")}>
      <div className="grid gap-3">
        <DescriptionList
          items={[
            {
              term: t("state"),
              detail: (
                <StatusBadge tone={TONES[resolver.status]} look="plain">
                  {t(`status.${resolver.status}`)}
                </StatusBadge>
              ),
            },
            ...(resolver.status === "absent"
              ? []
              : [
                  {
                    term: t("program"),
                    detail: (
                      <FilePath
                        stateDir={gateway.host?.stateDir ?? gateway.stateDir}
                        path={resolver.command}
                        muted={false}
                      />
                    ),
                  },
                ]),
            ...(resolver.url === null ? [] : [{ term: t("asks"), detail: <Mono>{resolver.url}</Mono> }]),
          ]}
        />
        {live.length === 0 ? (
          <p className="text-fg-muted text-sm">
            {resolver.tokens.length === 0 ? t("no_token") : t("all_revoked")}
          </p>
        ) : (
          <TokenList tokens={live} nowMs={asOfMs} />
        )}
        {canRevoke && live.length > 0 && (
          <div>
            <ConfirmDialog
              trigger={t("revoke")}
              triggerVariant="danger-quiet"
              triggerSize="sm"
              title={t("revoke_title")}
              action={revokeTokensAction}
              values={{ gatewayId }}
              confirm={t("revoke_confirm")}
              pendingLabel={t("revoking")}
            >
              <p>{t("revoke_text")}</p>
              <p>{t("revoke_memory")}</p>
            </ConfirmDialog>
          </div>
        )}
        {revoked.length > 0 && (
          <Disclosure summary={t("revoked_tokens", { count: revoked.length })}>
            <TokenList tokens={revoked} nowMs={asOfMs} />
          </Disclosure>
        )}
      </div>
    </Panel>
  );
}

async function TokenList({ tokens, nowMs }: { tokens: ResolverFacts["tokens"]; nowMs: number }) {
  const t = await getT("gateway.resolver");
  const locale = await getLocale();
  const when = (atMs: number) => <RelativeTime atMs={atMs} nowMs={nowMs} locale={locale} look="relative" />;
  return (
    <ul className="divide-y divide-line rounded-md border border-line text-sm">
      {tokens.map(({ id, createdAtMs, lastUsedAtMs, revokedAtMs }) => (
        <li key={id} className="px-3 py-2">
          <Mono>{id}</Mono>
          <dl className="mt-0.5 flex flex-wrap gap-x-4 text-fg-muted text-xs [&>div]:flex [&>div]:gap-1">
            <div>
              <dt>{t("created")}</dt>
              <dd>{when(createdAtMs)}</dd>
            </div>
            <div>
              <dt>{t("last_used")}</dt>
              <dd>{lastUsedAtMs === null ? t("never_used") : when(lastUsedAtMs)}</dd>
            </div>
            {revokedAtMs !== null && (
              <div>
                <dt>{t("revoked_at")}</dt>
                <dd>{when(revokedAtMs)}</dd>
              </div>
            )}
          </dl>
        </li>
      ))}
    </ul>
  );
}
