import { getList, getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { EnvironmentKey, GatewayView } from "#lib/views/gateway-view.ts";

/** Variables with model credentials: what for, where set, and what they hide. Values are nowhere. */
export async function EnvironmentKeys({ gateway }: { gateway: GatewayView }) {
  const t = await getT("gateway.environment");
  const list = await getList();
  return (
    <Panel flush title={t("title")} description={t("lead")}>
      <DataTable
        caption={t("title")}
        rows={gateway.environment}
        rowKey={(row) => row.name}
        columns={[
          {
            key: "name",
            header: t("column.name"),
            rowHeader: true,
            nowrap: true,
            cell: (row) => <Mono>{row.name}</Mono>,
          },
          {
            key: "providers",
            header: t("column.providers"),
            cell: (row) => list(row.providers.map(providerName)),
          },
          {
            key: "source",
            header: t("column.source"),
            cell: (row) => (
              <>
                <div>{t(`source.${row.source}`)}</div>
                {row.file && !isNamedBySource(row, gateway) && (
                  <div className="text-xs">
                    <FilePath stateDir={gateway.stateDir} path={row.file} />
                  </div>
                )}
              </>
            ),
          },
          {
            key: "remarks",
            header: t("column.remarks"),
            cell: (row) => <Remarks row={row} />,
          },
        ]}
      />
    </Panel>
  );
}

/** Whether the words for the source already say which file it is; an included config file they do not. */
function isNamedBySource({ source, file }: EnvironmentKey, { config }: GatewayView): boolean {
  return source === "state_env_file" || file === config.file;
}

async function Remarks({ row }: { row: EnvironmentKey }) {
  const t = await getT("gateway.environment");
  const list = await getList();
  const remarks = [
    row.isBlank && t("remark.blank"),
    row.use === "rotation" && t("remark.rotation"),
    row.behindProfilesOf.length > 0 &&
      t("remark.behind_profiles", { providers: list(row.behindProfilesOf.map(providerName)) }),
    row.copiedFrom && t("remark.copied", { name: row.copiedFrom }),
    row.shadows.length > 0 &&
      t("remark.shadows", { sources: list(row.shadows.map((source) => t(`source.${source}`))) }),
  ].filter((remark) => remark !== false && remark !== null);
  if (remarks.length === 0) return <span className="text-fg-subtle">{t("remark.none")}</span>;
  return remarks.map((remark) => (
    <p key={String(remark)} className="max-w-sm">
      {remark}
    </p>
  ));
}
