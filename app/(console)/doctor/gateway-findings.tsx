import { CircleCheck } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { CloseToOthers } from "#app/(console)/doctor/finding-fix.tsx";
import { FindingKind } from "#app/(console)/doctor/finding-kind.tsx";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import type { DoctorSeverity } from "#lib/domain/doctor.ts";
import type { ExaminedGateway } from "#lib/views/doctor-view.ts";

const TONES: Record<DoctorSeverity, Tone> = { error: "danger", warning: "warn", info: "neutral" };

type Props = { gateway: ExaminedGateway; shown: string | undefined; canFix: boolean };

/** What was found at one gateway, the gravest first; or that nothing was. */
export async function GatewayFindings({ gateway, shown, canFix }: Props) {
  const t = await getT("doctor");
  const { gatewayId, name, stateDir, summary, severities, openFiles } = gateway;
  return (
    <Panel
      flush
      title={
        <span className="inline-flex flex-wrap items-center gap-x-2">
          {name}
          <DemoBadge isDemo={isDemoStateDir(stateDir)} />
        </span>
      }
      description={t("summary", summary)}
      actions={
        canFix &&
        openFiles > 1 && (
          <CloseToOthers
            values={{ gatewayId, shown: shown ?? "" }}
            label={t("action.chmod_all", { count: openFiles })}
          />
        )
      }
    >
      {severities.length === 0 && (
        <EmptyState icon={<CircleCheck />} title={t("empty.title")} heading="h3">
          {t("empty.text")}
        </EmptyState>
      )}
      {severities.map(({ severity, kinds }) => (
        <section
          key={severity}
          aria-label={t(`severity.${severity}`)}
          className="not-last:border-line not-last:border-b"
        >
          <h3 className="border-line border-b bg-sunken px-(--panel-x) py-2">
            <StatusBadge tone={TONES[severity]} look="plain">
              {t(`severity.${severity}`)}
            </StatusBadge>
          </h3>
          <div className="divide-y divide-line">
            {kinds.map((kind) => (
              <FindingKind
                key={kind.code}
                kind={kind}
                stateDir={stateDir}
                place={{ gatewayId, shown }}
                canFix={canFix}
              />
            ))}
          </div>
        </section>
      ))}
    </Panel>
  );
}
