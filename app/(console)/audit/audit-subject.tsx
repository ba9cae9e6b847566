import { getT } from "#app/_server/i18n.ts";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import type { AuditName, AuditViewRow } from "#lib/views/audit-view.ts";

/** What an event was about, by the name people know it by, linking to its page when it has one. */
export async function AuditSubject({ row: { about, gateway, details } }: { row: AuditViewRow }) {
  const t = await getT("audit");
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
        <div className="text-fg-subtle text-xs">
          <Mono>{where}</Mono>
        </div>
      )}
      {about.isGone && about.id !== null && (
        <div className="text-fg-subtle text-xs">
          {t("gone")} <Mono>{shortId(about.id)}</Mono>
        </div>
      )}
    </>
  );
}

/** Who did it, and what kind of caller that was. */
export async function AuditActor({ row: { who, actorKind } }: { row: AuditViewRow }) {
  const t = await getT("audit");
  const kind = who.id?.startsWith("user_") ? "user" : actorKind;
  return (
    <>
      <div className="[overflow-wrap:anywhere]">{labelOf(who)}</div>
      <div className="text-fg-subtle text-xs">{t(`kind.${kind}`)}</div>
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
export async function AuditDetails({ row }: { row: AuditViewRow }) {
  const t = await getT("audit");
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
