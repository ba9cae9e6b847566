import { getLocale, getT } from "#app/_server/i18n.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { sweepAddress } from "#app/(console)/probes/address.ts";
import { ProbeReason } from "#app/(console)/probes/probe-reason.tsx";
import { ProbeButton } from "#app/(console)/probes/start-probes.tsx";
import { ProbeBadge } from "#app/(console)/probes/sweep-words.tsx";
import type { CredentialProbe } from "#lib/views/credential-probes-view.ts";
import type { ProfileView } from "#lib/views/profile-view.ts";

type Props = { profile: ProfileView; probes: CredentialProbe[]; canProbe: boolean };

/** What the provider said of this credential, the last time first, and a button that asks again. */
export async function ProfileProbes({ profile, probes, canProbe }: Props) {
  const t = await getT("probes");
  const locale = await getLocale();
  const { gatewayId, agentId, profileId, asOfMs } = profile;
  return (
    <Panel
      title={t("title")}
      actions={canProbe && <ProbeButton scope={{ gatewayId, agentId, profileId }} size="sm" />}
    >
      {probes.length === 0 ? (
        <p className="text-fg-muted text-sm">{t("never")}</p>
      ) : (
        <ol className="grid gap-3 text-sm">
          {probes.map((probe) => (
            <li key={`${probe.sweepId} ${probe.finishedAtMs}`} className="grid gap-0.5">
              <div className="flex flex-wrap items-baseline gap-x-3">
                <ProbeBadge status={probe.status} />
                <TextLink href={sweepAddress(probe.sweepId)}>
                  <RelativeTime atMs={probe.finishedAtMs} nowMs={asOfMs} locale={locale} look="relative" />
                </TextLink>
                {probe.latencyMs !== null && (
                  <span className="text-fg-muted tabular-nums">{t("ms", { ms: probe.latencyMs })}</span>
                )}
              </div>
              <ProbeReason probe={probe} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
