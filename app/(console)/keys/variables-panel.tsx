import { KeyRound } from "lucide-react";
import { getList, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import { providerName } from "#lib/domain/providers.ts";
import { type KeyEffect, type KeyRow, keyRows } from "#lib/views/key-rows.ts";
import type { KeySourcesView } from "#lib/views/key-sources-view.ts";

type Props = { view: KeySourcesView };

const TONES: Partial<Record<KeyEffect["code"], Tone>> = {
  used: "success",
  used_after_profiles: "success",
  blank: "warn",
  blank_blocks: "danger",
  taken_for_key: "danger",
  without_value: "warn",
};

/** Which variable counts for each provider. */
export async function VariablesPanel({ view }: Props) {
  const t = await getT("key_sources.variables");
  return (
    <Panel flush title={t("title")} description={t("lead")}>
      <DataTable
        caption={t("title")}
        rows={keyRows(view.providers)}
        rowKey={(row) => `${row.provider} ${row.variable}`}
        empty={
          <EmptyState icon={<KeyRound />} title={t("empty_title")} heading="h3">
            {t("empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "provider",
            header: t("column.provider"),
            rowHeader: true,
            nowrap: true,
            cell: (row) => <span className="font-medium">{providerName(row.provider)}</span>,
          },
          {
            key: "variable",
            header: t("column.variable"),
            nowrap: true,
            cell: (row) => <Mono>{row.variable}</Mono>,
          },
          { key: "value", header: t("column.value"), nowrap: true, cell: (row) => <Value row={row} /> },
          {
            key: "source",
            header: t("column.source"),
            nowrap: true,
            cell: (row) => <Source row={row} view={view} />,
          },
          { key: "effect", header: t("column.effect"), grow: true, cell: (row) => <Effects row={row} /> },
        ]}
      />
    </Panel>
  );
}

async function Value({ row: { value } }: { row: KeyRow }) {
  const t = await getT("key_sources.variables");
  if (!("text" in value)) return <span className="text-fg-muted">{t(`value_${value.kind}`)}</span>;
  if (value.kind === "variable") return t("value_variable", { name: value.text });
  if (value.kind === "reference") return t("value_reference", { id: value.text });
  return <Mono>{value.text}</Mono>;
}

async function Source({ row, view }: { row: KeyRow } & Props) {
  const t = await getT("key_sources");
  if (row.source === "config") return t("variables.config");
  // A config that includes others may have it in any of them; for the rest the source names the file.
  const isIncluded =
    row.file !== null && !view.sources.some(({ source, file }) => source === row.source && file === row.file);
  return (
    <>
      <div>{t(`source.${row.source}`)}</div>
      {isIncluded && row.file && (
        <div className="text-xs">
          <FilePath stateDir={view.stateDir} path={row.file} />
        </div>
      )}
    </>
  );
}

async function Effects({ row }: { row: KeyRow }) {
  const t = await getT("key_sources");
  const list = await getList();
  const sourcesOf = (effect: Extract<KeyEffect, { sources: unknown }>) =>
    list(effect.sources.map((source) => t(`source.${source}`)));
  const words = (effect: KeyEffect) => {
    if (effect.code === "after") return t("variables.after", { variable: effect.variable });
    if (effect.code === "copied") return t("variables.copied", { name: effect.name });
    if (effect.code === "hides" || effect.code === "blank_blocks")
      return t(`variables.${effect.code}`, { sources: sourcesOf(effect) });
    return t(`variables.${effect.code}`);
  };
  return row.effects.map((effect) => {
    const tone = TONES[effect.code];
    return tone ? (
      <div key={effect.code}>
        <StatusBadge tone={tone} look="plain">
          {words(effect)}
        </StatusBadge>
      </div>
    ) : (
      <div key={effect.code} className="text-fg-muted [overflow-wrap:anywhere]">
        {words(effect)}
      </div>
    );
  });
}
