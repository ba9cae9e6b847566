import { queryNumber } from "#app/_server/address.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { AskButton } from "#app/(console)/gateways/[gatewayId]/ask-button.tsx";
import { gatewayAddress, publicationAddress } from "#app/(console)/gateways/address.ts";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import type { GatewayView } from "#lib/views/gateway-view.ts";

const NOTICES = ["edited", "token_dropped", "revoked", "adopted", "asked"] as const;

type Props = {
  gateway: GatewayView;
  query: Record<string, string | string[] | undefined>;
  canManage: boolean;
  canAsk: boolean;
};

/** What was just done, and what stands in the way with its next step. */
export async function GatewayNotices({ gateway, query, canManage, canAsk }: Props) {
  const t = await getT("gateway");
  const { gatewayId, obstacle, publications } = gateway;
  const notice = NOTICES.find((known) => known === query.notice);
  const [last] = publications;
  const review = (
    <LinkButton size="sm" href={gatewayAddress(gatewayId, "publish")}>
      {t("action.publish")}
    </LinkButton>
  );
  return (
    <>
      {notice && (
        <Callout
          tone={notice === "token_dropped" ? "warn" : "success"}
          live="status"
          actions={notice === "adopted" && gateway.unpublished > 0 && review}
        >
          {t(`notice.${notice}`, { count: queryNumber(query.count) ?? 0 })}
        </Callout>
      )}
      {obstacle && <Obstacle gateway={gateway} obstacle={obstacle} canManage={canManage} canAsk={canAsk} />}
      {last?.state === "interrupted" && gateway.host === null && (
        <Callout
          tone="warn"
          title={t("interrupted.title")}
          actions={
            <>
              {obstacle === null && review}
              <LinkButton size="sm" variant="ghost" href={publicationAddress(gatewayId, last.publicationId)}>
                {t("interrupted.details")}
              </LinkButton>
            </>
          }
        >
          {t(`interrupted.${last.kind}`)}
        </Callout>
      )}
    </>
  );
}

type ObstacleProps = Pick<Props, "gateway" | "canManage" | "canAsk"> & {
  obstacle: NonNullable<GatewayView["obstacle"]>;
};

async function Obstacle({ gateway, obstacle, canManage, canAsk }: ObstacleProps) {
  const t = await getT("gateway.obstacle");
  if (obstacle.kind === "not_asked") {
    return (
      <Callout
        tone="info"
        title={t("not_asked.title")}
        actions={canAsk && <AskButton gatewayId={gateway.gatewayId} />}
      >
        <p>{t("not_asked.body")}</p>
        <ul className="mt-1.5">
          {obstacle.sqliteFiles.map((file) => (
            <li key={file}>
              <FilePath stateDir={gateway.stateDir} path={file} muted={false} />
            </li>
          ))}
        </ul>
      </Callout>
    );
  }
  return (
    <Callout tone="danger" title={t(`${obstacle.kind}.title`)}>
      {t(`${obstacle.kind}.body`, { stateDir: gateway.stateDir, admin: canManage ? "yes" : "no" })}
    </Callout>
  );
}
