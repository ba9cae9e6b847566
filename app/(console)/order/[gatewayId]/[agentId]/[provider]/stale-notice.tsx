import { getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { ProfileId } from "#app/_ui/text.tsx";
import { formatRelative } from "#app/_ui/time.ts";
import { type OrderDraft, orderHref } from "#app/(console)/order/order-draft.ts";
import type { OrderView } from "#lib/views/order-view.ts";

/** Someone saved another order after this draft was begun: both, side by side. */
export async function StaleNotice({ view, draft }: { view: OrderView; draft: OrderDraft }) {
  const t = await getT("order");
  const locale = await getLocale();
  const { changedBy, changedAtMs } = view;
  return (
    <Callout
      tone="danger"
      live="alert"
      title={t("stale_title")}
      actions={
        <LinkButton size="sm" href={orderHref(view)}>
          {t("stale_take")}
        </LinkButton>
      }
    >
      {changedBy !== null && changedAtMs !== null && (
        <p>{t("stale_by", { who: changedBy, when: formatRelative(changedAtMs, view.asOfMs, locale) })}</p>
      )}
      <p>{t("stale_text")}</p>
      <div className="mt-2.5 grid gap-4 sm:grid-cols-2">
        <Sequence title={t("stale_saved")} ids={view.override} none={t("stale_cleared")} />
        <Sequence
          title={t("stale_yours")}
          ids={draft.ids.filter((id) => draft.include.includes(id))}
          none={t("stale_cleared")}
        />
      </div>
    </Callout>
  );
}

function Sequence({ title, ids, none }: { title: string; ids: string[] | null; none: string }) {
  return (
    <div>
      <p className="font-medium">{title}</p>
      {ids === null || ids.length === 0 ? (
        <p className="text-fg-muted">{none}</p>
      ) : (
        <ol className="list-decimal pl-5">
          {ids.map((id) => (
            <li key={id}>
              <ProfileId id={id} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
