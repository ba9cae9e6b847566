import { getList, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { resetSecondFactorsAction } from "#app/(console)/settings/sign-in/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { hasSecondFactor } from "#lib/domain/second-factor.ts";
import type { PersonFactors } from "#lib/views/sign-in-settings-view.ts";

/** Who has which second factor, and the way out for who lost theirs. */
export async function PeoplePanel({ people }: { people: PersonFactors[] }) {
  const t = await getT("sign_in_settings");
  const role = await getT("shell.role");
  return (
    <Panel flush title={t("people_title")} description={t("people_lead")}>
      <DataTable
        caption={t("people_title")}
        rows={people}
        rowKey={(row) => row.userId}
        columns={[
          {
            key: "person",
            header: t("column.person"),
            rowHeader: true,
            grow: true,
            cell: (row) => (
              <>
                <span className="font-medium [overflow-wrap:anywhere]">{row.name}</span>
                <div className="text-fg-muted text-xs [overflow-wrap:anywhere]">{row.email}</div>
              </>
            ),
          },
          { key: "role", header: t("column.role"), nowrap: true, cell: (row) => role(row.role) },
          { key: "factor", header: t("column.factor"), cell: (row) => <FactorBadge person={row} /> },
          {
            key: "codes",
            header: t("column.codes"),
            nowrap: true,
            align: "right",
            cell: (row) => (hasSecondFactor(row) ? row.recoveryCodesLeft : "–"),
          },
          {
            key: "reset",
            header: t("column.action"),
            hideHeader: true,
            cell: (row) => <Reset person={row} />,
          },
        ]}
      />
    </Panel>
  );
}

async function FactorBadge({ person }: { person: PersonFactors }) {
  const t = await getT("sign_in_settings");
  const list = await getList();
  const factors = [
    person.hasTotp && t("factor.app"),
    person.passkeys > 0 && t("factor.passkeys", { count: person.passkeys }),
  ].filter((text) => text !== false);
  if (person.owes) return <StatusBadge tone="warn">{t("factor.owes")}</StatusBadge>;
  return (
    <StatusBadge tone={hasSecondFactor(person) ? "success" : "neutral"} look="plain">
      {factors.length > 0 ? list(factors) : t("factor.none")}
    </StatusBadge>
  );
}

async function Reset({ person }: { person: PersonFactors }) {
  if (!hasSecondFactor(person)) return null;
  const t = await getT("sign_in_settings");
  return (
    <ConfirmDialog
      trigger={t("reset")}
      triggerVariant="danger-quiet"
      triggerSize="sm"
      title={t("reset_title", { name: person.name })}
      action={resetSecondFactorsAction}
      values={{ userId: person.userId }}
      confirm={t("reset_confirm")}
      pendingLabel={t("saving")}
    >
      <p>{t("reset_text")}</p>
      <YourProof />
    </ConfirmDialog>
  );
}
