import { getLocale, getT } from "#app/_server/i18n.ts";
import { refusalText } from "#app/_server/refusal-text.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import type { GatewayView } from "#lib/views/gateway-view.ts";
import type { HostView } from "#lib/views/host-view.ts";

const TONES = { on_time: "success", late: "warn", silent: "danger" } as const;

/** Where a gateway of another host is, and whether its host still reports. */
export async function HostPanel({ host, asOfMs }: { host: HostView; asOfMs: number }) {
  const t = await getT("gateway.host");
  const locale = await getLocale();
  const { silence, intervalS, reportedAtMs } = host;
  return (
    <Panel title={t("title")} description={t("lead")}>
      <DescriptionList
        items={[
          { term: t("host"), detail: <Mono>{host.host}</Mono> },
          { term: t("state_dir"), detail: <Mono>{host.stateDir}</Mono> },
          {
            term: t("reported"),
            detail: (
              <div className="grid justify-items-start gap-1.5">
                <StatusBadge tone={TONES[silence]} look="plain">
                  {t(`silence.${silence}`)}
                </StatusBadge>
                <RelativeTime atMs={reportedAtMs} nowMs={asOfMs} locale={locale} look="stacked" />
              </div>
            ),
          },
          {
            term: t("interval"),
            detail: intervalS === null ? t("by_hand") : t("seconds", { seconds: intervalS }),
          },
        ]}
      />
    </Panel>
  );
}

/** What a person should know before trusting or using what a host reported. */
export async function HostNotices({ gateway }: { gateway: GatewayView }) {
  const { host } = gateway;
  if (host === null) return null;
  const t = await getT("gateway.host");
  const { silence, skewMs, waiting, trouble } = host;
  const named = { host: host.host };
  const seconds = Math.round(Math.abs(skewMs ?? 0) / 1000);
  return (
    <>
      {silence !== "on_time" && (
        <Callout tone={silence === "silent" ? "danger" : "warn"} title={t(`silence.${silence}`)}>
          {t(silence, named)}
        </Callout>
      )}
      {skewMs !== null && (
        <Callout tone="warn" title={t("skewed_title")}>
          {t("skewed", { ...named, seconds, ahead: skewMs > 0 ? "yes" : "no" })}
        </Callout>
      )}
      {trouble && (
        <Callout tone="danger" title={t("trouble_title", named)}>
          {await refusalText(trouble)}
        </Callout>
      )}
      {waiting && (
        <Callout tone="info" title={t("waiting_title", { kind: waiting.kind })}>
          {t("waiting", named)}
        </Callout>
      )}
    </>
  );
}
