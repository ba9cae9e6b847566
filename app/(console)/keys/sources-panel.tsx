import { getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import type { KeySourcesView, SourceSummary } from "#lib/views/key-sources-view.ts";

type Props = { view: KeySourcesView };

/** The six places a variable can be set in, in OpenClaw's precedence. */
export async function SourcesPanel({ view }: Props) {
  const t = await getT("key_sources");
  const rows = view.sources.map((source, at) => ({ ...source, place: at + 1 }));
  return (
    <Panel flush title={t("sources.title")} description={t("sources.lead")}>
      <DataTable
        caption={t("sources.title")}
        rows={rows}
        rowKey={(row) => row.source}
        columns={[
          {
            key: "source",
            header: t("sources.column.source"),
            rowHeader: true,
            nowrap: true,
            cell: (row) => (
              <span className="font-medium">
                <span className="mr-2.5 font-normal text-fg-subtle tabular-nums">{row.place}</span>
                {t(`source.${row.source}`)}
              </span>
            ),
          },
          {
            key: "known",
            header: t("sources.column.known"),
            grow: true,
            cell: (row) => <Known row={row} view={view} />,
          },
          {
            key: "keys",
            header: t("sources.column.keys"),
            nowrap: true,
            cell: (row) => <Keys row={row} />,
          },
        ]}
      />
    </Panel>
  );
}

async function Known({ row, view }: { row: SourceSummary; view: KeySourcesView }) {
  const t = await getT("key_sources.sources");
  return (
    <>
      {row.file && (
        <p className="text-xs">
          <FilePath stateDir={view.stateDir} path={row.file} />
        </p>
      )}
      {row.knowledge !== "known" && (
        <p className="max-w-prose text-fg-muted">
          {t(sentenceKey(row, view), { shell: view.loginShell.shell })}
        </p>
      )}
    </>
  );
}

/** The sentence about what is known of a source. */
function sentenceKey({ source, knowledge }: SourceSummary, { loginShell }: KeySourcesView) {
  if (knowledge === "described") return `shell.${loginShell.because ?? "runs"}` as const;
  if (knowledge === "unknown") return `known.${source === "process" ? "process" : "cwd"}_unknown` as const;
  return knowledge === "part" ? "known.process_part" : (`known.${knowledge}` as const);
}

async function Keys({ row }: { row: SourceSummary }) {
  const t = await getT("key_sources.sources");
  const isSeen = row.variables > 0 || row.knowledge === "known" || row.knowledge === "part";
  if (!isSeen && row.knowledge !== "absent") return <span className="text-fg-subtle">{t("not_known")}</span>;
  const hidden = row.variables - row.winning;
  return (
    <>
      <div className={row.variables === 0 ? "text-fg-subtle" : undefined}>
        {t("keys", { count: row.variables })}
      </div>
      {hidden > 0 && <div className="text-warn-fg text-xs">{t("hidden", { count: hidden })}</div>}
    </>
  );
}
