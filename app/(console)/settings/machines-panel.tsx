import { getT } from "#app/_server/i18n.ts";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Panel } from "#app/_ui/panel.tsx";

type Props = { address: string; gateway: string | undefined };

/** What a machine sends, ready to be copied. The token goes through a pipe: arguments are visible to other users. */
export async function MachinesPanel({ address, gateway = "home" }: Props) {
  const t = await getT("settings.machines");
  const ask = `printf 'Authorization: Bearer %s' "$CLAWKEEP_TOKEN" | curl -fsS -H @-`;
  const query = `gateway=${encodeURIComponent(gateway)}`;
  return (
    <Panel title={t("title")} description={t("lead")}>
      <dl className="grid grid-cols-1 gap-4 text-sm">
        <div className="grid grid-cols-1 gap-1.5">
          <dt className="font-medium">{t("check")}</dt>
          <dd className="text-fg-muted">{t("check_text")}</dd>
          <dd>
            <CodeBlock prompt label={t("check")} code={`${ask} "${address}/api/check?${query}"`} />
          </dd>
        </div>
        <div className="grid grid-cols-1 gap-1.5">
          <dt className="font-medium">{t("metrics")}</dt>
          <dd className="text-fg-muted">{t("metrics_text")}</dd>
          <dd>
            <CodeBlock prompt label={t("metrics")} code={`${ask} "${address}/api/metrics"`} />
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
