import { getLocale, getT } from "#app/_server/i18n.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, ProfileId, RowLink, TextLink } from "#app/_ui/text.tsx";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { sweepAddress } from "#app/(console)/probes/address.ts";
import { ProbeBadge } from "#app/(console)/probes/sweep-words.tsx";
import { ExpiryText } from "#app/(console)/profiles/profile-status.tsx";
import { StepAction } from "#app/(console)/status-step.tsx";
import { CauseText, StateBadge } from "#app/(console)/status-words.tsx";
import type { Role } from "#lib/domain/role.ts";
import type { CellProfile, SecretSource, StatusCellView } from "#lib/views/status-cell-view.ts";

/** Every profile of an agent and provider in the order it is tried, with its state and reasons. */
export async function CellProfiles({ view, role }: { view: StatusCellView; role: Role }) {
  const t = await getT("status");
  const nowMs = view.asOfMs;
  return (
    <Panel flush title={t("cell.profiles_title")} description={t("cell.profiles_lead")}>
      <WideTable>
        <DataTable
          caption={t("cell.profiles_caption")}
          rows={view.profiles.rows}
          rowKey={({ profileId }) => profileId}
          isDimmed={({ position }) => position === null}
          columns={[
            {
              key: "profile",
              header: t("cell.profile"),
              rowHeader: true,
              cell: (profile) => <Name profile={profile} />,
            },
            {
              key: "position",
              header: t("cell.position"),
              cell: ({ position }) => position ?? t("cell.not_tried"),
            },
            {
              key: "state",
              header: t("cell.state"),
              cell: (profile) => <State profile={profile} nowMs={nowMs} />,
            },
            { key: "secret", header: t("cell.secret"), cell: ({ source }) => <Secret source={source} /> },
            {
              key: "expiry",
              header: t("cell.expiry"),
              cell: (profile) => <ExpiryText profile={profile} nowMs={nowMs} />,
            },
            {
              key: "used",
              header: t("cell.used"),
              cell: (profile) => <Used profile={profile} nowMs={nowMs} />,
            },
            {
              key: "probe",
              header: (await getT("probes"))("last"),
              cell: (profile) => <Probe profile={profile} nowMs={nowMs} />,
            },
            { key: "why", header: t("cell.why"), cell: (profile) => <Why profile={profile} /> },
            {
              key: "step",
              header: t("column.step"),
              cell: (profile) => <StepAction step={profile.step} place={view.row} role={role} />,
            },
          ]}
        />
      </WideTable>
    </Panel>
  );
}

async function Name({ profile }: { profile: CellProfile }) {
  const t = await getT("status.cell");
  const id = <ProfileId id={profile.profileId} />;
  return (
    <>
      {profile.rowId === null ? (
        id
      ) : (
        <RowLink href={`/profiles/${encodeURIComponent(profile.rowId)}`}>{id}</RowLink>
      )}
      <span className="mt-0.5 flex flex-wrap gap-1">
        {profile.type && <Badge mono>{profile.type}</Badge>}
        {profile.isEffective && <Badge tone="success">{t("effective")}</Badge>}
        {profile.isInherited && <Badge>{t("inherited")}</Badge>}
      </span>
      {profile.email && <span className="block text-fg-muted text-xs">{profile.email}</span>}
    </>
  );
}

async function State({ profile, nowMs }: { profile: CellProfile; nowMs: number }) {
  const t = await getT("status.cell");
  return (
    <>
      <StateBadge state={profile.state} />
      <span className="block text-fg-muted text-xs">
        <CauseText cause={profile.cause} window={profile.window} nowMs={nowMs} />
      </span>
      {profile.drift && <span className="block text-warn-fg text-xs">{t(`drift.${profile.drift}`)}</span>}
    </>
  );
}

async function Secret({ source }: { source: SecretSource }) {
  const t = await getT("status.secret");
  if (source.kind === "none") return t("none");
  if (source.kind === "oauth") return t(source.hasRefresh ? "oauth" : "oauth_no_refresh");
  if (source.kind === "inline") {
    return (
      <>
        {t("inline", { shown: source.shown })}
        {source.overRef && <span className="block text-xs">{t("over_ref", { ref: source.overRef })}</span>}
      </>
    );
  }
  const { outcome } = source;
  const isKnown = outcome === "resolves" || outcome === "at_run_time";
  return (
    <>
      <Mono>{source.ref}</Mono>
      <span className="block text-fg-muted text-xs">
        {isKnown ? t(outcome) : t("fails", { failure: outcome })}
      </span>
    </>
  );
}

async function Used({ profile, nowMs }: { profile: CellProfile; nowMs: number }) {
  const t = await getT("status");
  return (
    <>
      {profile.lastUsedMs === null ? (
        <span className="text-fg-subtle">{t("never_used")}</span>
      ) : (
        <RelativeTime atMs={profile.lastUsedMs} nowMs={nowMs} locale={await getLocale()} look="relative" />
      )}
      {profile.errorCount > 0 && (
        <span className="block text-fg-muted text-xs">{t("cell.errors", { count: profile.errorCount })}</span>
      )}
    </>
  );
}

async function Probe({ profile: { lastProbe }, nowMs }: { profile: CellProfile; nowMs: number }) {
  const t = await getT("probes");
  if (!lastProbe) return <span className="text-fg-subtle">{t("not_asked")}</span>;
  const { status, finishedAtMs, sweepId } = lastProbe;
  return (
    <>
      <ProbeBadge status={status} />
      <span className="block text-xs">
        <TextLink href={sweepAddress(sweepId)}>
          <RelativeTime atMs={finishedAtMs} nowMs={nowMs} locale={await getLocale()} look="relative" />
        </TextLink>
      </span>
    </>
  );
}

async function Why({ profile }: { profile: CellProfile }) {
  const reasons = await getT("orderReasons");
  const exclusions = await getT("orderExclusions");
  const lines = profile.reasons.map((reason) => reasons(reason));
  if (profile.excludedBy) lines.push(exclusions(profile.excludedBy));
  return lines.map((line) => (
    <span key={line} className="block text-fg-muted text-xs">
      {line}
    </span>
  ));
}
