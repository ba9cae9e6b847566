import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { AnswerLines } from "#app/_ui/answer-lines.client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { tryListAction } from "#app/(console)/keys/actions.ts";
import { providerName } from "#lib/domain/providers.ts";
import { rotatingProviders } from "#lib/views/key-rows.ts";
import type { KeySourcesView, ProviderRow } from "#lib/views/key-sources-view.ts";

/** The rotation list of each provider that has one, in order, duplicates marked. */
export async function RotationPanel({ view, canTry }: { view: KeySourcesView; canTry: boolean }) {
  const t = await getT("key_sources.rotation");
  const lists = rotatingProviders(view.providers);
  if (lists.length === 0) return null;
  return (
    <Panel title={t("title")} description={t("lead")}>
      <div className="grid gap-5 sm:grid-cols-2">
        {lists.map((row) => (
          <RotationList key={row.provider} row={row} gatewayId={canTry ? view.gatewayId : null} />
        ))}
      </div>
    </Panel>
  );
}

/** `gatewayId` is null for who may not try the list. */
async function RotationList({ row, gatewayId }: { row: ProviderRow; gatewayId: string | null }) {
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
      {gatewayId !== null && <TryList gatewayId={gatewayId} provider={row.provider} />}
    </div>
  );
}

async function TryList({ gatewayId, provider }: { gatewayId: string; provider: string }) {
  const t = await getT("key_sources.rotation.trial");
  return (
    <ActionForm action={tryListAction} className="mt-3 grid gap-3">
      <input type="hidden" name="gatewayId" value={gatewayId} />
      <input type="hidden" name="provider" value={provider} />
      <AnswerLines label={t("label", { provider: providerName(provider) })} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <SubmitButton variant="secondary" size="sm" pendingLabel={t("pending")}>
          {t("submit")}
        </SubmitButton>
        <p className="min-w-0 flex-1 basis-56 text-fg-muted text-xs">{t("hint")}</p>
      </div>
    </ActionForm>
  );
}
