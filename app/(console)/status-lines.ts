import { momentWords } from "#app/_ui/moment.ts";
import { cellAddress } from "#app/(console)/status-address.ts";
import { STATE_TONE, stateSymbol } from "#app/(console)/status-state.tsx";
import { stepOffer } from "#app/(console)/status-step.tsx";
import type { StatusLine } from "#app/(console)/status-table.client.tsx";
import { besideWords, causeWords } from "#app/(console)/status-words.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { Role } from "#lib/domain/role.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

type Reader = { locale: Locale; nowMs: number; role: Role; showGateway: boolean };

export function statusLine(row: StatusRow, { locale, nowMs, role, showGateway }: Reader): StatusLine {
  const { agentId, state, effective } = row;
  return {
    href: cellAddress(row),
    provider: providerName(row.provider),
    agentId,
    gateway: showGateway ? row.gatewayName : null,
    demo: row.isDemo ? translator(locale, "demo")("badge") : null,
    state: {
      tone: STATE_TONE[state],
      symbol: stateSymbol(state),
      words: translator(locale, "status.state")(state),
    },
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
