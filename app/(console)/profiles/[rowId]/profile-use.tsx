import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import { pathOf } from "#app/(console)/address.ts";
import type { ProfileOrder } from "#lib/domain/profile-order.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { OrderView } from "#lib/views/order-view.ts";
import type { ProfileView } from "#lib/views/profile-view.ts";

/** At which place an agent tries this profile, and where else its secret is. */
export async function ProfileUse({ profile, order }: { profile: ProfileView; order: OrderView | null }) {
  const t = await getT("profile");
  const { gatewayId, agentId, provider, profileId } = profile;
  const place = (from: ProfileOrder) => ({
    position: from.order.indexOf(profileId) + 1,
    total: from.order.length,
  });
  return (
    <Panel
      title={t("use")}
      description={t("use_lead", { provider: providerName(provider), agent: agentId })}
      footer={
        <LinkButton size="sm" href={`/order${pathOf(gatewayId, agentId, provider)}`}>
          {t("use_order")}
        </LinkButton>
      }
    >
      {order && (
        <ul className="grid gap-1">
          <li>{sentence(place(order.wanted), (values) => t("use_position", values), t("use_excluded"))}</li>
          <li className="text-fg-muted">
            {sentence(place(order.current), (values) => t("use_now", values), t("use_now_excluded"))}
          </li>
        </ul>
      )}
    </Panel>
  );
}

type Place = { position: number; total: number };

function sentence(place: Place, placed: (values: Place) => string, excluded: string): string {
  return place.position === 0 ? excluded : placed(place);
}

/** The other profiles that hold the very same secret. */
export async function SameSecret({ twins }: { twins: ProfileView["sameSecretAs"] }) {
  const t = await getT("profile");
  if (twins.length === 0) return null;
  return (
    <Panel title={t("same_secret")} description={t("same_secret_text")}>
      <ul className="grid gap-1">
        {twins.map((twin) => (
          <li key={twin.rowId}>
            <RowLink href={`/profiles/${encodeURIComponent(twin.rowId)}`}>
              <Mono>{twin.profileId}</Mono>
            </RowLink>{" "}
            <span className="text-fg-muted">{t("same_secret_row", { agent: twin.agentId })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
