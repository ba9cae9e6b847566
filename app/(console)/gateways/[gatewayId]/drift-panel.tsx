import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono, ProfileId } from "#app/_ui/text.tsx";
import { adoptAction } from "#app/(console)/gateways/[gatewayId]/actions.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { entryWriter } from "#app/(console)/gateways/change-entries.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { ObservedEntry, StoreEntry } from "#lib/domain/store-entry.ts";
import type { DriftItem, GatewayView } from "#lib/views/gateway-view.ts";

type Props = { gateway: GatewayView; drift: DriftItem[]; canAdopt: boolean };

/** More than this nobody chooses from; the rest is there once these are settled. */
const SHOWN_MAX = 200;

/** What someone changed on the gateway, each to be adopted here or put back by publishing again. */
export async function DriftPanel({ gateway, drift, canAdopt }: Props) {
  const t = await getT("gateway.drift");
  const { gatewayId } = gateway;
  const more = drift.length - SHOWN_MAX;
  const again = <LinkButton href={gatewayAddress(gatewayId, "publish")}>{t("publish")}</LinkButton>;
  const rows = drift.slice(0, SHOWN_MAX);
  if (!canAdopt) {
    return (
      <Panel flush title={t("title", { count: drift.length })} description={t("lead")}>
        <ul className="divide-y divide-line">
          {rows.map((item) => (
            <li key={item.name} className="px-(--panel-x) py-(--cell-y) text-sm">
              <DriftLabel item={item} />
              <DriftSides item={item} />
            </li>
          ))}
        </ul>
      </Panel>
    );
  }
  return (
    <Panel title={t("title", { count: drift.length })} description={t("lead")}>
      <ActionForm action={adoptAction}>
        <input type="hidden" name="gatewayId" value={gatewayId} />
        <ul className="-mx-(--panel-x) divide-y divide-line border-line border-y">
          {rows.map((item) => (
            <li key={item.name} className="px-(--panel-x) py-(--cell-y)">
              <Checkbox
                name="entry"
                value={item.name}
                defaultChecked
                label={<DriftLabel item={item} />}
                hint={<DriftSides item={item} />}
              />
            </li>
          ))}
        </ul>
        {more > 0 && <p className="text-fg-muted text-sm">{t("more", { count: more })}</p>}
        <div className="grid gap-3 sm:grid-cols-2">
          <p className="text-fg-muted text-sm">{t("adopt_means")}</p>
          <p className="text-fg-muted text-sm">{t("publish_means")}</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton variant="secondary" pendingLabel={t("adopting")}>
            {t("adopt")}
          </SubmitButton>
          {again}
        </div>
      </ActionForm>
    </Panel>
  );
}

async function DriftLabel({ item }: { item: DriftItem }) {
  const t = await getT("gateway.drift");
  return (
    <span className="text-sm">
      <span className="font-medium">
        {item.kind === "profile" ? (
          <ProfileId id={item.key} />
        ) : (
          t("order_of", { provider: providerName(item.key) })
        )}
      </span>{" "}
      <span className="text-fg-muted">{t(`what.${item.what}`, { agent: item.agentId })}</span>
    </span>
  );
}

async function DriftSides({ item }: { item: DriftItem }) {
  const t = await getT("gateway.drift");
  const facts = await entryWriter();
  const text = (side: StoreEntry | ObservedEntry | string[]) =>
    Array.isArray(side) ? side.join(", ") : facts(side);
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs">
      <dt className="text-fg-muted">{t("published")}</dt>
      <dd className="min-w-0">
        <Mono>{text(item.published)}</Mono>
      </dd>
      <dt className="text-fg-muted">{t("now")}</dt>
      <dd className="min-w-0">{item.observed === null ? t("gone") : <Mono>{text(item.observed)}</Mono>}</dd>
    </dl>
  );
}
