import { Fragment } from "react";
import { getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { ProfileId } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { PROBE_STATES, type ProbeState } from "#lib/domain/probe-facts.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { SweepItem, SweepScope } from "#lib/views/probes-view.ts";

const SWEEP_TONES: Record<SweepItem["state"], Tone> = {
  running: "info",
  cancelling: "info",
  finished: "success",
  cancelled: "neutral",
  interrupted: "warn",
};

const PROBE_TONES: Record<ProbeState, Tone> = {
  ok: "success",
  auth: "danger",
  billing: "danger",
  rate_limit: "warn",
  timeout: "warn",
  format: "warn",
  unknown: "warn",
  no_model: "neutral",
  skipped: "neutral",
};

export async function SweepBadge({ state }: { state: SweepItem["state"] }) {
  const t = await getT("probes.sweep_state");
  return (
    <StatusBadge tone={SWEEP_TONES[state]} look="plain">
      {t(state)}
    </StatusBadge>
  );
}

export async function ProbeBadge({ status }: { status: ProbeState }) {
  const t = await getT("probes.status");
  return (
    <StatusBadge tone={PROBE_TONES[status]} look="plain">
      {t(status)}
    </StatusBadge>
  );
}

/** What a sweep is about: everything, a gateway, or what is named on it. */
export async function ScopeText({ scope }: { scope: SweepScope }) {
  const t = await getT("probes.scope");
  const { gatewayName, agentId, provider, profileIds = [] } = scope;
  const parts = [
    gatewayName ?? t("all"),
    agentId,
    provider === undefined ? undefined : providerName(provider),
  ].filter((part) => part !== undefined);
  return (
    <>
      {parts.join(" · ")}
      {profileIds.map((profileId) => (
        <Fragment key={profileId}>
          {" · "}
          <ProfileId id={profileId} />
        </Fragment>
      ))}
    </>
  );
}

type CountsProps = { counts: SweepItem["counts"]; waiting: number };

/** How many came out how, in words and shapes; those without a result last. */
export async function SweepCounts({ counts, waiting }: CountsProps) {
  const t = await getT("probes");
  const found = PROBE_STATES.flatMap((status) => {
    const count = counts[status] ?? 0;
    return count > 0 ? [{ status, count }] : [];
  });
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 max-sm:justify-end">
      {found.map(({ status, count }) => (
        <li key={status}>
          <StatusBadge tone={PROBE_TONES[status]} look="plain">
            {t("count", { status: t(`status.${status}`), count })}
          </StatusBadge>
        </li>
      ))}
      {waiting > 0 && <li className="text-fg-muted">{t("waiting", { count: waiting })}</li>}
    </ul>
  );
}
