import { getT } from "#app/_server/i18n.ts";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import type { AuditView } from "#lib/views/audit-view.ts";

type Row = AuditView["rows"][number];

/** What an event was about, by the name people know it by, linking to its page when it has one. */
export function AuditSubject({ row }: { row: Row }) {
  const { subject, details } = row;
  const name =
    [details.profileId, details.name, details.email].find((text) => typeof text === "string") ?? subject;
  const agentId = typeof details.agentId === "string" ? details.agentId : null;
  return (
    <>
      {subject.startsWith("prof_") ? (
        <RowLink href={`/profiles/${encodeURIComponent(subject)}`}>
          <Mono>{shortId(name)}</Mono>
        </RowLink>
      ) : (
        <Mono>{shortId(name)}</Mono>
      )}
      {agentId !== null && name !== subject && (
        <div className="text-fg-subtle text-xs">
          <Mono>{agentId}</Mono>
        </div>
      )}
    </>
  );
}

/** One of our own ids says enough by its beginning. */
function shortId(name: string): string {
  return name.replace(/^([a-z]+_[0-9a-f]{8})[0-9a-f]{24}$/, "$1…");
}

/** The rest of a row, as it was recorded. Operations put no secret there. */
export async function AuditDetails({ row }: { row: Row }) {
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
