"use client";

import { DataTable } from "#app/_ui/data-table.tsx";
import type { MomentWords } from "#app/_ui/moment.ts";
import { MomentText } from "#app/_ui/moment-text.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import { MarkIcon, type MarkLook } from "#app/_ui/timeline-mark.tsx";

/** A row of the table: texts and addresses, nothing to work out. */
export type TimelineLine = {
  look: MarkLook;
  what: string;
  href: string;
  /** Of whom, when it is not the whole gateway. */
  profileId: string | null;
  gateway: string;
  agentId: string | null;
  provider: string | null;
  from: MomentWords | null;
  until: MomentWords | null;
  who: string | null;
};

type Props = {
  lines: TimelineLine[];
  words: Record<"caption" | "what" | "whom" | "where" | "when" | "until" | "who", string>;
};

/** A client component, so that a page holds what the rows say once as plain texts, as on the status page. */
export function TimelineRows({ lines, words }: Props) {
  return (
    <DataTable
      caption={words.caption}
      rows={lines}
      rowKey={(_line, at) => String(at)}
      columns={[
        {
          key: "what",
          header: words.what,
          rowHeader: true,
          cell: ({ look, what }) => (
            <span data-timeline-row={look} className="flex items-center gap-2 font-medium">
              <MarkIcon look={look} />
              {what}
            </span>
          ),
        },
        {
          key: "whom",
          header: words.whom,
          cell: ({ href, profileId, gateway }) => (
            <RowLink href={href}>{profileId === null ? gateway : <ProfileId id={profileId} />}</RowLink>
          ),
        },
        { key: "where", header: words.where, cell: (line) => <Where line={line} /> },
        { key: "when", header: words.when, cell: ({ from }) => <MomentText at={from} without="–" /> },
        { key: "until", header: words.until, cell: ({ until }) => <MomentText at={until} without="–" /> },
        {
          key: "who",
          header: words.who,
          cell: ({ who }) => who ?? <span className="text-fg-subtle">–</span>,
        },
      ]}
    />
  );
}

function Where({ line: { gateway, agentId, provider } }: { line: TimelineLine }) {
  return (
    <>
      <div>{gateway}</div>
      <div className="text-fg-subtle text-xs">
        {agentId !== null && <Mono>{agentId}</Mono>}
        {provider !== null && ` · ${provider}`}
      </div>
    </>
  );
}
