import { type MomentWords, momentWords } from "#app/_ui/moment.ts";
import { cellAddress } from "#app/(console)/status-address.ts";
import { type StepOffer, stepOffer } from "#app/(console)/status-step.tsx";
import { besideWords, causeWords } from "#app/(console)/status-words.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { Role } from "#lib/domain/role.ts";
import type { StatusState } from "#lib/domain/status-cell.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

/** A row of the list in the reader's language: texts and addresses, nothing to work out. */
export type StatusLine = {
  href: string;
  provider: string;
  agentId: string;
  gateway: string | null;
  state: StatusState;
  stateWords: string;
  cause: string | null;
  beside: string | null;
  /** What is used in OpenClaw's words, null for nothing; and the profile that this is. */
  source: string | null;
  profileId: string | null;
  /** False for what is no profile, and so has no expiry and no use. */
  isProfile: boolean;
  ends: MomentWords | null;
  used: MomentWords | null;
  step: StepOffer | null;
};

type Reader = { locale: Locale; nowMs: number; role: Role; showGateway: boolean };

export function statusLine(row: StatusRow, { locale, nowMs, role, showGateway }: Reader): StatusLine {
  const { agentId, state, effective } = row;
  return {
    href: cellAddress(row),
    provider: providerName(row.provider),
    agentId,
    gateway: showGateway ? row.gatewayName : null,
    state,
    stateWords: translator(locale, "status.state")(state),
    cause: state === "healthy" ? null : causeWords(locale, { ...row, nowMs }),
    beside: besideWords(locale, row),
    source: effective?.source ?? null,
    profileId: effective?.profileId ?? null,
    isProfile: row.type !== null,
    ends: momentWords(row.expiresAtMs, { nowMs, locale, shown: "day" }),
    used: momentWords(row.lastUsedMs, { nowMs, locale }),
    step: stepOffer(locale, { step: row.step, place: row, role }),
  };
}
