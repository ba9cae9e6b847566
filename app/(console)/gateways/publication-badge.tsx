import { getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import type { PublicationSummary } from "#lib/views/publications-view.ts";

type Props = { publication: Pick<PublicationSummary, "state" | "verified">; look?: "box" | "plain" };

const TONES: Record<"verified" | "not_verified" | "under_way" | "interrupted", Tone> = {
  verified: "success",
  not_verified: "danger",
  under_way: "info",
  interrupted: "warn",
};

/** How a publication ended: read back and found right, not right, or not at all. */
export async function PublicationBadge({ publication: { state, verified }, look }: Props) {
  const t = await getT("gateway.publications");
  const status = state === "finished" ? (verified ? "verified" : "not_verified") : state;
  return (
    <StatusBadge tone={TONES[status]} look={look}>
      {t(`state.${status}`)}
    </StatusBadge>
  );
}
