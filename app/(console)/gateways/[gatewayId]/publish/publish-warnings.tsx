import { getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { driftName } from "#lib/domain/drift-adoption.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { PublishNote } from "#lib/domain/publish-receipt.ts";
import { translator } from "#lib/messages.ts";

const SHOWN_MAX = 8;

/** Someone changed the gateway: publishing puts our version back over it. */
export async function DriftWarning({ gatewayId, drift }: { gatewayId: string; drift: Drift[] }) {
  const t = await getT("publish_page.drift");
  if (drift.length === 0) return null;
  const more = drift.length - SHOWN_MAX;
  return (
    <Callout
      tone="warn"
      title={t("title", { count: drift.length })}
      actions={
        <LinkButton size="sm" href={gatewayAddress(gatewayId)}>
          {t("look")}
        </LinkButton>
      }
    >
      <p>{t("body")}</p>
      <ul className="mt-1.5 grid gap-0.5">
        {drift.slice(0, SHOWN_MAX).map((item) => (
          <li key={driftName(item)}>
            <Mono>{item.key}</Mono> {t(`${item.kind}_${item.what}`, { agent: item.agentId })}
          </li>
        ))}
        {more > 0 && <li className="text-fg-muted">{t("more", { count: more })}</li>}
      </ul>
    </Callout>
  );
}

/** What a person should know before or after; the operation chooses the sentences. */
export async function PublishNotes({ notes }: { notes: PublishNote[] }) {
  if (notes.length === 0) return null;
  const catalog = translator(await getLocale());
  const t = await getT("publish_page");
  const sentence = ({ code, params }: PublishNote) => {
    const key = `publish_notes.${code}` as never;
    return catalog.has(key) ? catalog(key, params as never) : code;
  };
  const more = notes.length - SHOWN_MAX;
  return (
    <Callout tone="info" title={t("notes")}>
      <ul className="grid list-disc gap-1 pl-4">
        {notes.slice(0, SHOWN_MAX).map((note) => (
          <li key={JSON.stringify(note)}>{sentence(note)}</li>
        ))}
        {more > 0 && <li className="text-fg-muted">{t("more_notes", { count: more })}</li>}
      </ul>
    </Callout>
  );
}
