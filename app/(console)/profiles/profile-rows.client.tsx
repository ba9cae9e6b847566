"use client";

import { Badge, StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import type { MomentWords } from "#app/_ui/moment.ts";
import { MomentText } from "#app/_ui/moment-text.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { FingerprintMark } from "#app/_ui/tone-icon.tsx";

/** A row of the list: texts and addresses, nothing to work out. */
export type ProfileLine = {
  href: string;
  profileId: string;
  label: string | null;
  /** Null also where the id says it. */
  email: string | null;
  agentId: string;
  gateway: string | null;
  provider: string;
  type: string;
  source: string;
  tail: string | null;
  fingerprint: string | null;
  ref: string | null;
  status: { tone: Tone; words: string };
  ends: MomentWords | null;
  published: { tone: Tone; words: string; hint: string };
  /** It goes with the next publish. */
  isRemoved: boolean;
  changed: MomentWords | null;
  changedBy: string;
};

const COLUMNS = ["profile", "agent", "provider", "secret", "status", "published", "changed"] as const;

type Words = Record<
  (typeof COLUMNS)[number] | "caption" | "noExpiry" | "fingerprint" | "fingerprintHint",
  string
>;

type Props = { lines: ProfileLine[]; words: Words };
type CellProps = { line: ProfileLine; words: Words };

const CELL = {
  profile: Profile,
  agent: Agent,
  provider: Provider,
  secret: Secret,
  status: Status,
  published: Published,
  changed: Changed,
} satisfies Record<(typeof COLUMNS)[number], unknown>;

/**
 * The rows as a table. A client component, so that a page holds what the rows say once as plain texts and not as a
 * tree of elements for each: that is what a list of fifty costs.
 */
export function ProfileRows({ lines, words }: Props) {
  return (
    <DataTable<ProfileLine>
      caption={words.caption}
      rows={lines}
      rowKey={({ href }) => href}
      isDimmed={({ isRemoved }) => isRemoved}
      columns={COLUMNS.map((key) => {
        const Cell = CELL[key];
        return {
          key,
          header: words[key],
          rowHeader: key === "profile",
          nowrap: key === "published",
          cell: (line) => <Cell line={line} words={words} />,
        };
      })}
    />
  );
}

function Profile({ line }: CellProps) {
  return (
    <div className="min-w-40">
      <RowLink href={line.href}>
        <ProfileId id={line.profileId} />
      </RowLink>
      {line.label !== null && <div className="text-fg-muted">{line.label}</div>}
      {line.email !== null && <div className="cell-note">{line.email}</div>}
    </div>
  );
}

function Agent({ line }: CellProps) {
  return (
    <div className="min-w-20">
      <Mono>{line.agentId}</Mono>
      {line.gateway !== null && <div className="max-w-28 truncate cell-note">{line.gateway}</div>}
    </div>
  );
}

function Provider({ line }: CellProps) {
  return (
    <>
      <div>{line.provider}</div>
      <Badge mono>{line.type}</Badge>
    </>
  );
}

/** Where a profile's secret is kept, and what may be shown of it. */
function Secret({ line, words }: CellProps) {
  const { tail, fingerprint, ref } = line;
  return (
    <>
      <div className="whitespace-nowrap">
        <span className="text-fg-muted">{line.source}</span> {tail !== null && <Mono>{tail}</Mono>}
      </div>
      {fingerprint !== null && (
        // Recognises the same secret twice. What it is stands under the pointer, all of it on the profile's page.
        <span title={words.fingerprintHint} className="fingerprint">
          <FingerprintMark />
          <span className="sr-only">{words.fingerprint} </span>
          <Mono>{fingerprint}</Mono>
        </span>
      )}
      {ref !== null && (
        <div title={ref} className="max-w-36 truncate text-xs">
          <Mono>{ref}</Mono>
        </div>
      )}
    </>
  );
}

function Status({ line, words }: CellProps) {
  return (
    <>
      <StatusBadge tone={line.status.tone} look="plain">
        {line.status.words}
      </StatusBadge>
      {line.type !== "oauth" && (
        <div>
          <MomentText at={line.ends} without={words.noExpiry} />
        </div>
      )}
    </>
  );
}

function Published({ line }: CellProps) {
  return (
    <span title={line.published.hint}>
      <StatusBadge tone={line.published.tone} look="plain">
        {line.published.words}
      </StatusBadge>
    </span>
  );
}

function Changed({ line }: CellProps) {
  return (
    <>
      <MomentText at={line.changed} without="–" />
      <div title={line.changedBy} className="max-w-28 truncate cell-note">
        {line.changedBy}
      </div>
    </>
  );
}
