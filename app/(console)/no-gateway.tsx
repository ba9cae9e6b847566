import { Plus, Server } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { type Role, roleAllows } from "#lib/domain/role.ts";

type Props = {
  role: Role;
  what: "profiles" | "new_profile" | "order" | "timeline" | "doctor" | "keys" | "probes";
};

/** In place of a page that has nothing to show before there is a gateway. */
export async function NoGateway({ role, what }: Props) {
  const t = await getT("no_gateway");
  const canAdd = roleAllows(role, "gateway:manage");
  return (
    <Panel>
      <EmptyState
        icon={<Server />}
        title={t("title")}
        action={
          canAdd && (
            <LinkButton href="/start" variant="primary" icon={<Plus aria-hidden />}>
              {t("action")}
            </LinkButton>
          )
        }
      >
        {t(what)} {canAdd ? t("add") : t("ask")}
      </EmptyState>
    </Panel>
  );
}
