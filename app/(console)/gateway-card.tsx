import { getCount, getList, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Stat, StatRow } from "#app/_ui/stat.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { addressOf } from "#app/(console)/address.ts";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { ExpiryText } from "#app/(console)/profiles/profile-status.tsx";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { GatewayStatus, NextStep } from "#lib/views/gateway-status.ts";

const STEP_TONE: Record<NextStep, Tone> = {
  mend_state_dir: "danger",
  ask_gateway: "info",
  mend_config: "danger",
  mend_file: "danger",
  import: "info",
  add: "info",
  replace_unusable: "danger",
  publish: "warn",
  replace_expiring: "warn",
  nothing: "success",
};

const PRESSING: readonly Tone[] = ["danger", "warn", "info", "success"];

/** As many as one reads at a glance; the rest is a link away. */
const EXPIRING_SHOWN = 5;

/** Those that wait for someone before those that do not; otherwise in the order they came. */
export function mostPressingFirst(gateways: readonly GatewayStatus[]): GatewayStatus[] {
  const rank = ({ nextStep }: GatewayStatus) => PRESSING.indexOf(STEP_TONE[nextStep]);
  return [...gateways].sort((a, b) => rank(a) - rank(b));
}

type Props = { status: GatewayStatus; nowMs: number; role: Role };

/** A gateway at a glance: what works, what ends soon, what waits, and the one thing to do next. */
export async function GatewayCard({ status, nowMs, role }: Props) {
  const t = await getT("home");
  const gatewayHref = `/gateways/${encodeURIComponent(status.gatewayId)}`;
  return (
    <Panel
      title={
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <RowLink href={gatewayHref}>{status.name}</RowLink>
          <DemoBadge isDemo={isDemoStateDir(status.stateDir)} />
        </span>
      }
      description={
        <>
          {status.agentCount !== null && <>{t("agents", { count: status.agentCount })} · </>}
          <Mono>{status.stateDir}</Mono>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {status.profileCount > 0 && <Figures status={status} />}
        <Callout tone={STEP_TONE[status.nextStep]} actions={<StepActions status={status} role={role} />}>
          {t(`step.${status.nextStep}`)}
        </Callout>
        {status.expiring.length > 0 && <Expiring status={status} nowMs={nowMs} />}
      </div>
    </Panel>
  );
}

async function Figures({ status }: { status: GatewayStatus }) {
  const t = await getT("home");
  const list = await getList();
  const count = await getCount();
  const unusable = status.unusable.reduce((sum, { count }) => sum + count, 0);
  const listHref = (show: string) => addressOf("/profiles", { gateway: status.gatewayId, show });
  return (
    <StatRow>
      <Stat
        label={t("usable")}
        value={count(status.usable)}
        tone={status.usable > 0 ? "success" : "neutral"}
        detail={t("usable_detail", { count: status.profileCount })}
        href={listHref("usable")}
      />
      <Stat
        label={t("expiring")}
        value={count(status.expiring.length)}
        tone={status.expiring.length > 0 ? "warn" : "neutral"}
        detail={t("expiring_detail")}
        href={listHref("expiring")}
      />
      <Stat
        label={t("unusable")}
        value={count(unusable)}
        tone={unusable > 0 ? "danger" : "neutral"}
        detail={
          list(status.unusable.map(({ reason, count }) => t(`unusable_reason.${reason}`, { count }))) ||
          t("unusable_none")
        }
        href={listHref("unusable")}
      />
      <Stat
        label={t("unpublished")}
        value={count(status.unpublished)}
        tone={status.unpublished > 0 ? "warn" : "neutral"}
        detail={status.unpublished > 0 ? t("unpublished_detail") : t("unpublished_none")}
        href={`/gateways/${encodeURIComponent(status.gatewayId)}/publish`}
      />
    </StatRow>
  );
}

async function StepActions({ status, role }: { status: GatewayStatus; role: Role }) {
  const t = await getT("home.action");
  const { nextStep, gatewayId } = status;
  const gatewayHref = `/gateways/${encodeURIComponent(gatewayId)}`;
  const canManage = roleAllows(role, "credential:manage");
  const listHref = (show: string) => addressOf("/profiles", { gateway: gatewayId, show });
  const step = (href: string) => (
    <LinkButton size="sm" href={href}>
      {t(nextStep as Exclude<NextStep, "nothing">)}
    </LinkButton>
  );
  switch (nextStep) {
    case "import":
      return (
        canManage && (
          <>
            {step(`${gatewayHref}/import`)}
            <LinkButton size="sm" variant="ghost" href={addressOf("/profiles/new", { gateway: gatewayId })}>
              {t("add")}
            </LinkButton>
          </>
        )
      );
    case "add":
      return canManage && step(addressOf("/profiles/new", { gateway: gatewayId }));
    case "mend_config":
    case "mend_file":
      return step(addressOf("/doctor", { gateway: gatewayId }));
    case "replace_unusable":
      return step(listHref("unusable"));
    case "replace_expiring":
      return step(listHref("expiring"));
    case "publish":
      return step(`${gatewayHref}/publish`);
    case "nothing":
      return null;
    default:
      return step(gatewayHref);
  }
}

async function Expiring({ status, nowMs }: { status: GatewayStatus; nowMs: number }) {
  const t = await getT("home");
  const more = status.expiring.length - EXPIRING_SHOWN;
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-fg-muted text-sm">{t("expiring_list")}</h3>
      <ul className="divide-y divide-line">
        {status.expiring.slice(0, EXPIRING_SHOWN).map((profile) => (
          <li
            key={profile.rowId}
            className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5 text-sm"
          >
            <span>
              <RowLink href={`/profiles/${encodeURIComponent(profile.rowId)}`}>
                <ProfileId id={profile.profileId} />
              </RowLink>{" "}
              <span className="text-fg-muted">
                · <Mono>{profile.agentId}</Mono>
              </span>
            </span>
            <ExpiryText profile={profile} nowMs={nowMs} look="inline" />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="mt-1.5 text-fg-muted text-sm">{t("expiring_more", { count: more })}</p>}
    </section>
  );
}
