import { getLocale, getT } from "#app/_server/i18n.ts";
import { refusalText } from "#app/_server/refusal-text.ts";
import { Badge, StatusBadge } from "#app/_ui/badge.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import type { KeyringKeyItem, KeyringReport } from "#lib/operations/inspect-keyring.ts";

type Props = { report: KeyringReport; asOfMs: number };

/** Whether the vault opens, and with what. No key is shown: only what it is called and how old it is. */
export async function KeyringPanel({ report, asOfMs }: Props) {
  const t = await getT("vault_page");
  const items = [
    {
      term: t("keyring.state"),
      detail: (
        <StatusBadge tone={report.opens ? "success" : "danger"}>
          {t(report.opens ? "keyring.opens" : "keyring.closed")}
        </StatusBadge>
      ),
    },
    {
      term: t("keyring.source"),
      detail: (
        <>
          {t("keyring.file")} <Mono>{report.source}</Mono>
        </>
      ),
    },
  ];
  if (report.opens)
    items.push({ term: t("keyring.keys"), detail: <Keys keys={report.keys} asOfMs={asOfMs} /> });
  return (
    <Panel title={t("keyring.title")} description={t("keyring.lead")}>
      <Stack>
        {!report.opens && (
          <Callout tone="danger" title={t("keyring.closed_title")}>
            {await refusalText(report.refusal)}
          </Callout>
        )}
        <DescriptionList items={items} />
      </Stack>
    </Panel>
  );
}

async function Keys({ keys, asOfMs }: { keys: KeyringKeyItem[]; asOfMs: number }) {
  const t = await getT("vault_page");
  const locale = await getLocale();
  return (
    <ul className="grid gap-2">
      {keys.map(({ id, createdAtMs, isCurrent, wraps }) => (
        <li key={id}>
          <div className="flex flex-wrap items-baseline gap-x-2">
            <Mono>{id}</Mono>
            {isCurrent && <Badge>{t("keyring.current")}</Badge>}
          </div>
          <div className="text-fg-muted text-xs">
            {t("keyring.wraps", { count: wraps })}
            {" · "}
            <RelativeTime atMs={createdAtMs} nowMs={asOfMs} locale={locale} />
          </div>
        </li>
      ))}
    </ul>
  );
}
