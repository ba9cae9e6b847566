import { clsx } from "clsx";
import type { Route } from "next";
import Link from "next/link";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { ShapeMark } from "#app/_ui/tone-icon.tsx";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { cellAddress } from "#app/(console)/status-address.ts";
import { SourceText, STATE_TONE, stateSymbol } from "#app/(console)/status-state.tsx";
import { besideWords, causeWords } from "#app/(console)/status-words.tsx";
import { providerName } from "#lib/domain/providers.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

/** More than this a screen does not show side by side, or nobody compares. */
const PROVIDERS_MAX = 6;
const AGENTS_MAX = 30;

export type Matrix = {
  gatewayId: string;
  name: string;
  isDemo: boolean;
  agentIds: string[];
  providers: string[];
  rows: StatusRow[];
};

/** The rows as a grid for each gateway; null when they are too many for one, or all of one agent. */
export function matricesOf(rows: readonly StatusRow[]): Matrix[] | null {
  const byGateway = new Map<string, StatusRow[]>();
  for (const row of rows) byGateway.set(row.gatewayId, [...(byGateway.get(row.gatewayId) ?? []), row]);
  const matrices = [...byGateway].map(([gatewayId, own]) => ({
    gatewayId,
    name: own[0]?.gatewayName ?? gatewayId,
    isDemo: own[0]?.isDemo ?? false,
    agentIds: [...new Set(own.map(({ agentId }) => agentId))].sort(),
    providers: [...new Set(own.map(({ provider }) => provider))].sort(),
    rows: own,
  }));
  const fits = matrices.every(
    ({ agentIds, providers }) => agentIds.length <= AGENTS_MAX && providers.length <= PROVIDERS_MAX,
  );
  return fits && matrices.some(({ agentIds }) => agentIds.length > 1) ? matrices : null;
}

/** Agents as rows, providers as columns; on a phone each agent's cells stand under its name. */
export async function StatusMatrix({ matrix, nowMs }: { matrix: Matrix; nowMs: number }) {
  const t = await getT("status");
  const { name, isDemo, agentIds, providers, rows } = matrix;
  const locale = await getLocale();
  const cellOf = new Map(rows.map((row) => [`${row.agentId}\0${row.provider}`, row]));
  return (
    <Panel
      flush
      title={
        <span className="inline-flex flex-wrap items-center gap-x-2">
          {t("matrix_title", { gateway: name })}
          <DemoBadge isDemo={isDemo} />
        </span>
      }
    >
      <div className="relative sm:overflow-x-auto">
        <table className="w-full border-separate border-spacing-0 text-sm max-sm:block">
          <caption className="sr-only">{t("matrix_caption", { gateway: name })}</caption>
          <thead className="max-sm:hidden">
            <tr>
              <th scope="col" className={clsx(HEAD, "pl-(--panel-x)")}>
                {t("column.agent")}
              </th>
              {providers.map((provider) => (
                <th key={provider} scope="col" className={HEAD}>
                  {providerName(provider)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="max-sm:block">
            {agentIds.map((agentId) => (
              <tr
                key={agentId}
                className="group/row max-sm:block max-sm:py-2.5 max-sm:not-last:border-b max-sm:border-line"
              >
                <th
                  scope="row"
                  className="border-line px-(--panel-x) py-(--cell-y) text-left align-top font-medium max-sm:block max-sm:py-1 sm:group-not-last/row:border-b sm:whitespace-nowrap"
                >
                  <Mono>{agentId}</Mono>
                </th>
                {providers.map((provider) => (
                  <td
                    key={provider}
                    className="min-w-36 border-line p-1 align-top max-sm:block sm:border-l sm:group-not-last/row:border-b"
                  >
                    <MatrixCell row={cellOf.get(`${agentId}\0${provider}`)} nowMs={nowMs} locale={locale} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const HEAD =
  "whitespace-nowrap border-line border-b bg-sunken px-3 py-2 text-left font-medium text-fg-muted text-xs";

type CellProps = { row: StatusRow | undefined; nowMs: number; locale: Locale };

/** The language is known, so that React waits for nothing in a cell. */
function MatrixCell({ row, nowMs, locale }: CellProps) {
  const t = translator(locale, "status");
  if (!row)
    return <span className="block px-2 py-1.5 text-fg-subtle text-xs max-sm:hidden">{t("empty_cell")}</span>;
  const { agentId, state, effective } = row;
  const provider = providerName(row.provider);
  const beside = besideWords(locale, row);
  return (
    <Link
      href={cellAddress(row) as Route}
      prefetch={false}
      className="focus-inside block rounded-md px-2 py-1.5 hover:bg-hover max-sm:px-(--panel-x)"
    >
      <span className="mr-2 font-medium sm:hidden">{provider}</span>
      <StatusBadge tone={STATE_TONE[state]} look="plain" icon={<ShapeMark id={stateSymbol(state)} />}>
        {t(`state.${state}`)}
      </StatusBadge>
      <span className="sr-only">{t("details", { provider, agent: agentId })}</span>
      <span className="mt-0.5 block text-fg-muted text-xs">
        {state === "healthy" && effective ? (
          <SourceText {...effective} />
        ) : (
          causeWords(locale, { ...row, nowMs })
        )}
      </span>
      {beside !== null && <span className="mt-0.5 block text-warn-fg text-xs">{beside}</span>}
    </Link>
  );
}
