import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { AuditName, AuditViewRow } from "#lib/views/audit-view.ts";

/** The language is given, so that React waits for nothing in a list's cells. */
type Props = { row: AuditViewRow; locale: Locale };

/** What an event was about, by the name people know it by, linking to its page when it has one. */
export function AuditSubject({ row: { about, gateway, details }, locale }: Props) {
  const t = translator(locale, "audit");
  const agentId = typeof details.agentId === "string" && about.id !== null ? details.agentId : null;
  const where = [gateway && labelOf(gateway), agentId].filter((text) => text !== null).join(" · ");
  const address = addressOf(about);
  return (
    <>
      {address === null ? (
        <Mono>{labelOf(about)}</Mono>
      ) : (
        <RowLink href={address}>
          <Mono>{labelOf(about)}</Mono>
        </RowLink>
      )}
      {where && (
        <div className="cell-note">
          <Mono>{where}</Mono>
        </div>
      )}
      {about.isGone && about.id !== null && (
        <div className="cell-note">
          {t("gone")} <Mono>{shortId(about.id)}</Mono>
        </div>
      )}
    </>
  );
}

/** Who did it, and what kind of caller that was. */
export function AuditActor({ row: { who, actorKind }, locale }: Props) {
  const t = translator(locale, "audit");
  const kind = who.id?.startsWith("user_") ? "user" : actorKind;
  return (
    <>
      <div className="[overflow-wrap:anywhere]">{labelOf(who)}</div>
      <div className="cell-note">{t(`kind.${kind}`)}</div>
    </>
  );
}

function addressOf({ id, isGone }: AuditName) {
  if (id === null || isGone) return null;
  if (id.startsWith("gw_")) return gatewayAddress(id);
  return id.startsWith("prof_") ? `/profiles/${encodeURIComponent(id)}` : null;
}

function labelOf({ name }: AuditName): string {
  return shortId(name);
}

/** One of our own ids says enough by its beginning. */
function shortId(name: string): string {
  return name.replace(/^([a-z]+_[0-9a-f]{8})[0-9a-f]{24}$/, "$1…");
}

/** The rest of a row, as it was recorded. Operations put no secret there. */
export function AuditDetails({ row, locale }: Props) {
  const t = translator(locale, "audit");
  const entries = Object.entries(row.details);
  if (entries.length === 0) return null;
  return (
    <Disclosure summary={t("show_details")}>
      <DescriptionList
        items={entries.map(([term, value]) => ({
          term,
          detail: <Mono>{typeof value === "string" ? value : JSON.stringify(value)}</Mono>,
        }))}
      />
    </Disclosure>
  );
}
