import { Search } from "lucide-react";
import { getCount, getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SortableList } from "#app/_ui/sortable-list.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { ProfileId } from "#app/_ui/text.tsx";
import { formatRelative } from "#app/_ui/time.ts";
import {
  clearOrderAction,
  saveOrderAction,
} from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/actions.ts";
import type { ShownList } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-list.ts";
import { orderHref } from "#app/(console)/order/order-draft.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import type { OrderView } from "#lib/views/order-view.ts";

type Props = { view: OrderView; list: ShownList; find: string | undefined };

/** Puts an agent's profiles of one provider in order: by dragging, by keyboard, or by buttons without scripts. */
export async function OrderEditor({ view, list, find }: Props) {
  const t = await getT("order");
  const { gatewayId, agentId, provider, version } = view;
  const target = { gatewayId, agentId, provider, version: String(version) };
  const rows = new Map(view.wanted.rows.map((row) => [row.profileId, row]));
  return (
    <Panel
      title={t("override")}
      description={t("override_lead")}
      footer={<OverrideFacts view={view} />}
      actions={
        view.override && (
          <ConfirmDialog
            trigger={t("clear")}
            triggerSize="sm"
            title={t("clear_title", { provider })}
            action={clearOrderAction}
            values={target}
            confirm={t("clear_confirm")}
          >
            <p>{t("clear_text", { agent: agentId })}</p>
          </ConfirmDialog>
        )
      }
    >
      <ActionForm action={saveOrderAction}>
        {Object.entries(target).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {list.total > list.ids.length && <FindMore view={view} list={list} find={find} />}
        <SortableList
          // Check marks belong to the list they came with.
          key={list.include.join("\0")}
          name="ids"
          includeName="include"
          label={t("list_label")}
          moveForm={{ path: orderHref(view) }}
          items={list.ids.map((id) => ({
            id,
            text: id,
            included: list.include.includes(id),
            content: <ProfileId id={id} />,
            aside: <StateOfRow row={rows.get(id)} />,
          }))}
        />
        {list.rest.length > 0 && (
          <Checkbox
            key={String(list.keepsRest)}
            name="rest"
            value="keep"
            defaultChecked={list.keepsRest}
            label={t("many.rest", { count: list.rest.length })}
            hint={t("many.rest_hint")}
          />
        )}
        <div>
          <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}

/** Of many profiles the first are listed; any other is looked for. It comes before the list, so that Enter means it. */
async function FindMore({ view, list, find }: Props) {
  const t = await getT("order.many");
  const count = await getCount();
  return (
    <div className="grid gap-2">
      <p className="text-fg-muted text-sm">
        {t("lead", { total: count(list.total), shown: list.ids.length })}
      </p>
      <div className="flex flex-wrap gap-2">
        <div className="min-w-56 flex-1">
          <TextInput key={find} type="search" name="find" aria-label={t("find")} defaultValue={find} />
        </div>
        <Button
          type="submit"
          formAction={orderHref(view)}
          formMethod="get"
          formNoValidate
          icon={<Search aria-hidden />}
        >
          {t("find_action")}
        </Button>
      </div>
    </div>
  );
}

/** What else decides whether a profile is tried, whatever its place. */
async function StateOfRow({ row }: { row: ProfileOrderRow | undefined }) {
  const eligibility = await getT("eligibility");
  const reasons = await getT("orderReasons");
  if (!row) return null;
  if (row.eligibility !== "ok") {
    return (
      <StatusBadge look="plain" tone="danger">
        {eligibility(row.eligibility)}
      </StatusBadge>
    );
  }
  if (!row.window) return null;
  return (
    <StatusBadge look="plain" tone="warn">
      {reasons(`moved_back_${row.window.kind}`)}
    </StatusBadge>
  );
}

async function OverrideFacts({ view }: { view: OrderView }) {
  const t = await getT("order");
  const locale = await getLocale();
  const { override, version, changedBy, changedAtMs } = view;
  const when = changedAtMs === null ? "" : formatRelative(changedAtMs, view.asOfMs, locale);
  return (
    <span>
      {override === null && (version === 0 ? t("no_override") : t("cleared_override"))}{" "}
      {changedBy !== null && t("set_by", { who: changedBy, when })}
    </span>
  );
}
