import { getLocale, getT } from "#app/_server/i18n.ts";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { AskButton } from "#app/(console)/gateways/[gatewayId]/ask-button.tsx";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import type { GatewayView } from "#lib/views/gateway-view.ts";

type Props = { gateway: GatewayView; canAsk: boolean };

/** Where a gateway's things are and how it is reached. */
export async function GatewayFacts({ gateway, canAsk }: Props) {
  const t = await getT("gateway.facts");
  const locale = await getLocale();
  const { host, config, storage, asked, asOfMs, createdAtMs, createdBy } = gateway;
  return (
    <Panel title={t("title")}>
      <DescriptionList
        items={[
          {
            term: t("storage"),
            detail: gateway.agentCount === null ? t("unknown") : t(`storage_is.${storage}`),
          },
          ...(asked === null
            ? []
            : [
                { term: t("release"), detail: <Mono>{asked.release}</Mono> },
                {
                  term: t("asked"),
                  detail: (
                    <div className="grid justify-items-start gap-1.5">
                      <RelativeTime atMs={asked.atMs} nowMs={asOfMs} locale={locale} look="stacked" />
                      {canAsk && <AskButton gatewayId={gateway.gatewayId} again />}
                    </div>
                  ),
                },
              ]),
          {
            term: t("config"),
            detail: (
              <>
                <FilePath stateDir={host?.stateDir ?? gateway.stateDir} path={config.file} muted={false} />
                {config.status !== "ok" && (
                  <div className="text-fg-muted">{t(`config_is.${config.status}`)}</div>
                )}
              </>
            ),
          },
          ...(await reachFacts(gateway)),
          {
            term: t("added"),
            detail: (
              <>
                <RelativeTime atMs={createdAtMs} nowMs={asOfMs} locale={locale} look="stacked" />
                <div className="text-fg-muted">{t("by", { who: createdBy })}</div>
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}

/** How the console reaches it; it reaches none on another host. */
async function reachFacts({ host, openclawPath, rpcUrl, hasRpcToken }: GatewayView) {
  if (host !== null) return [];
  const t = await getT("gateway.facts");
  const none = <span className="text-fg-subtle">{t("none")}</span>;
  const isReloaded = openclawPath !== null && rpcUrl !== null && hasRpcToken;
  return [
    { term: t("openclaw"), detail: openclawPath ? <Mono>{openclawPath}</Mono> : none },
    { term: t("rpc_url"), detail: rpcUrl ? <Mono>{rpcUrl}</Mono> : none },
    { term: t("rpc_token"), detail: hasRpcToken ? t("sealed") : none },
    { term: t("reload"), detail: t(isReloaded ? "reload_by_console" : "reload_by_hand") },
  ];
}
