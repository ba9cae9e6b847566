import { getT } from "#app/_server/i18n.ts";
import { TextLink } from "#app/_ui/text.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { isProbeReason } from "#lib/domain/probe-reasons.ts";
import type { ProbeItem } from "#lib/views/probes-view.ts";

type Props = {
  probe: Pick<
    ProbeItem,
    "status" | "reason" | "httpStatus" | "request" | "gatewayId" | "agentId" | "provider"
  >;
};

/** Why a probe came out as it did and what to do, in words; the provider's own words are never kept. */
export async function ProbeReason({ probe }: Props) {
  const t = await getT("probes");
  const { status, reason, httpStatus, request, gatewayId, agentId, provider } = probe;
  const isKnown = reason !== null && isProbeReason(reason);
  const newKey = addressOf("/profiles/new", {
    gateway: gatewayId,
    agent: agentId,
    provider,
    kind: "api-key",
  });
  return (
    <div className="grid max-w-prose gap-0.5">
      {isKnown && <span>{t(`reason.${reason}`)}</span>}
      {!isKnown && status !== null && status !== "ok" && <span>{t(`advice.${status}`)}</span>}
      {reason === "claude_code_only" && <TextLink href={newKey}>{t("add_api_key")}</TextLink>}
      <span className="text-fg-muted text-xs">
        {[
          httpStatus === null ? null : t("http", { status: httpStatus }),
          request === "paid" ? t("paid") : null,
        ]
          .filter((part) => part !== null)
          .join(" · ")}
      </span>
    </div>
  );
}
