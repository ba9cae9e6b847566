import { getT } from "#app/_server/i18n.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { providerName } from "#lib/domain/providers.ts";
import { rotatingProviders } from "#lib/views/key-rows.ts";
import type { KeySourcesView, ProviderRow } from "#lib/views/key-sources-view.ts";

/** The rotation list of each provider that has one, in order, duplicates marked. */
export async function RotationPanel({ view }: { view: KeySourcesView }) {
  const t = await getT("key_sources.rotation");
  const lists = rotatingProviders(view.providers);
  if (lists.length === 0) return null;
  return (
    <Panel title={t("title")} description={t("lead")}>
      <div className="grid gap-5 sm:grid-cols-2">
        {lists.map((row) => (
          <RotationList key={row.provider} row={row} />
        ))}
      </div>
    </Panel>
  );
}

async function RotationList({ row }: { row: ProviderRow }) {
  const t = await getT("key_sources.rotation");
  const { entries, onlyFrom } = row.rotation;
  const provider = providerName(row.provider);
  return (
    <div className="min-w-0">
      <h3 className="font-medium text-sm">{provider}</h3>
      {onlyFrom && (
        <p className="mt-0.5 text-fg-muted text-sm [overflow-wrap:anywhere]">
          {t("only_from", { variable: onlyFrom })}
        </p>
      )}
      <ol aria-label={t("list_label", { provider })} className="mt-1.5 grid gap-1 text-sm">
        {entries.map(({ variable, masked, duplicateOf }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what tells two equal keys of one variable apart.
          <li key={at} className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
            <span aria-hidden className="min-w-4 text-right text-fg-subtle tabular-nums">
              {at + 1}
            </span>
            <span className={duplicateOf ? "text-fg-muted line-through" : undefined}>
              <Mono>{masked}</Mono>
            </span>
            <Mono muted>{variable}</Mono>
            {duplicateOf && <Badge>{t("duplicate", { variable: duplicateOf })}</Badge>}
          </li>
        ))}
      </ol>
    </div>
  );
}
