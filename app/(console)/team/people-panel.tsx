import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { personDeedAction, setRoleAction } from "#app/(console)/team/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { ROLES } from "#lib/domain/role.ts";
import type { PersonItem, TeamView } from "#lib/views/team-view.ts";

export async function PeoplePanel({ view }: { view: TeamView }) {
  const t = await getT("team");
  const role = await getT("shell.role");
  const locale = await getLocale();
  return (
    <Panel flush title={t("people")}>
      <DataTable
        caption={t("people")}
        rows={view.people}
        rowKey={(row) => row.id}
        isDimmed={({ disabledAtMs }) => disabledAtMs !== null}
        columns={[
          {
            key: "person",
            header: t("column.person"),
            rowHeader: true,
            grow: true,
            cell: ({ name, email, isSelf }) => (
              <>
                <span className="font-medium [overflow-wrap:anywhere]">
                  {isSelf ? t("you", { name }) : name}
                </span>
                <div className="text-fg-muted text-xs [overflow-wrap:anywhere]">{email}</div>
              </>
            ),
          },
          { key: "role", header: t("column.role"), nowrap: true, cell: (row) => role(row.role) },
          {
            key: "state",
            header: t("column.state"),
            nowrap: true,
            cell: ({ disabledAtMs }) => (
              <StatusBadge tone={disabledAtMs === null ? "success" : "neutral"} look="plain">
                {t(disabledAtMs === null ? "active" : "disabled")}
              </StatusBadge>
            ),
          },
          {
            key: "sessions",
            header: t("column.sessions"),
            nowrap: true,
            cell: ({ id, name, sessions }) =>
              sessions.length === 0 ? (
                t("sessions", { count: 0 })
              ) : (
                <TextLink href={`/team/${id}`}>
                  <span aria-hidden>{t("sessions", { count: sessions.length })}</span>
                  <span className="sr-only">{t("see_sessions", { name, count: sessions.length })}</span>
                </TextLink>
              ),
          },
          {
            key: "used",
            header: t("column.used"),
            nowrap: true,
            cell: ({ sessions: [latest] }) =>
              latest ? (
                <RelativeTime
                  atMs={latest.lastUsedAtMs}
                  nowMs={view.asOfMs}
                  locale={locale}
                  look="relative"
                />
              ) : (
                <span className="text-fg-subtle">{t("not_signed_in")}</span>
              ),
          },
          {
            key: "actions",
            header: t("column.actions"),
            cell: (row) => <Deeds person={row} />,
          },
        ]}
      />
    </Panel>
  );
}

async function Deeds({ person }: { person: PersonItem }) {
  return (
    <div className="flex flex-wrap justify-end gap-1 lg:flex-nowrap lg:justify-start">
      <ChangeRole person={person} />
      {!person.isSelf && person.sessions.length > 0 && <Deed person={person} deed="end_sessions" />}
      {!person.isSelf && <Deed person={person} deed={person.disabledAtMs === null ? "disable" : "enable"} />}
      {!person.isSelf && <Deed person={person} deed="remove" />}
    </div>
  );
}

async function ChangeRole({ person }: { person: PersonItem }) {
  const t = await getT("team");
  const role = await getT("shell.role");
  return (
    <ConfirmDialog
      trigger={t("deed.role.trigger")}
      triggerVariant="ghost"
      triggerSize="sm"
      tone="primary"
      title={t("deed.role.title", { name: person.name })}
      action={setRoleAction}
      values={{ id: person.id }}
      confirm={t("deed.role.confirm")}
      pendingLabel={t("working")}
    >
      <p>{t("deed.role.text")}</p>
      <Field name="role" label={t("column.role")} required>
        <Select defaultValue={person.role} options={ROLES.map((value) => ({ value, label: role(value) }))} />
      </Field>
      <YourProof />
    </ConfirmDialog>
  );
}

type DeedName = "disable" | "enable" | "remove" | "end_sessions";

async function Deed({ person, deed }: { person: PersonItem; deed: DeedName }) {
  const t = await getT("team");
  return (
    <ConfirmDialog
      trigger={t(`deed.${deed}.trigger`)}
      triggerVariant={deed === "remove" ? "danger-quiet" : "ghost"}
      triggerSize="sm"
      tone={deed === "enable" ? "primary" : "danger"}
      title={t(`deed.${deed}.title`, { name: person.name })}
      action={personDeedAction}
      values={{ id: person.id, deed }}
      confirm={t(`deed.${deed}.confirm`)}
      pendingLabel={t("working")}
    >
      <p>{t(`deed.${deed}.text`)}</p>
      <YourProof />
    </ConfirmDialog>
  );
}
