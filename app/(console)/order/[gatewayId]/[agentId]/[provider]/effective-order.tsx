import { getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { ProfileId } from "#app/_ui/text.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { OrderPlace } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-place.tsx";
import { orderHref } from "#app/(console)/order/order-draft.ts";
import { Paging } from "#app/(console)/paging.tsx";
import type { ProfileOrder } from "#lib/domain/profile-order.ts";
import type { OrderView } from "#lib/views/order-view.ts";
import { pageOf } from "#lib/views/page-of.ts";

/** Every profile's place and its reasons: as wanted here, and as the gateway has it now. */
export async function EffectiveOrder({ view, page }: { view: OrderView; page: number | undefined }) {
  const t = await getT("order");
  const basis = await getT("orderBasis");
  const wanted = byId(view.wanted);
  const current = byId(view.current);
  const places = pageOf([...new Set([...wanted.keys(), ...current.keys()])], page);
  const same = view.wanted.order.join("\0") === view.current.order.join("\0");
  return (
    <Panel
      flush
      title={t("effective")}
      description={t("effective_lead")}
      footer={
        <ul>
          <li>{same ? t("same") : t("differs")}</li>
          <li>{t("basis_wanted", { basis: basis(view.wanted.basis) })}</li>
          <li>{t("basis_current", { basis: basis(view.current.basis) })}</li>
          {places.pageCount > 1 && (
            <li className="pt-2">
              <Paging
                page={places.page}
                pageCount={places.pageCount}
                hrefOf={(number) => addressOf(orderHref(view), { places: number })}
              />
            </li>
          )}
        </ul>
      }
    >
      <DataTable
        caption={t("effective_caption")}
        rows={places.rows}
        rowKey={(profileId) => profileId}
        columns={[
          {
            key: "profile",
            header: t("profile"),
            rowHeader: true,
            cell: (profileId) => <ProfileId id={profileId} />,
          },
          {
            key: "wanted",
            header: t("wanted"),
            cell: (profileId) => <OrderPlace row={wanted.get(profileId)} nowMs={view.asOfMs} />,
          },
          {
            key: "current",
            header: t("current"),
            cell: (profileId) => <OrderPlace row={current.get(profileId)} nowMs={view.asOfMs} />,
          },
        ]}
      />
    </Panel>
  );
}

function byId(order: ProfileOrder) {
  return new Map(order.rows.map((row) => [row.profileId, row]));
}
