"use client";

import { Badge, StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import type { MomentWords } from "#app/_ui/moment.ts";
import { MomentText } from "#app/_ui/moment-text.tsx";
import { StepButton, type StepOffer } from "#app/_ui/step-button.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { ShapeMark } from "#app/_ui/tone-icon.tsx";

/** A row of the list in the reader's language: texts and addresses, nothing to work out. */
export type StatusLine = {
  href: string;
  provider: string;
  agentId: string;
  gateway: string | null;
  /** The mark of the demo; null for a real gateway. */
  demo: string | null;
  state: { tone: Tone; symbol: string; words: string };
  cause: string | null;
  beside: string | null;
  /** What is used in OpenClaw's words, null for nothing; and the profile that this is. */
  source: string | null;
  profileId: string | null;
  /** False for what is no profile, and so has no expiry and no use. */
  isProfile: boolean;
  ends: MomentWords | null;
  used: MomentWords | null;
  step: StepOffer | null;
};

export type StatusTableWords = Record<
  | "caption"
  | "provider"
  | "agent"
  | "state"
  | "effective"
  | "expiry"
  | "used"
  | "step"
  | "nothingUsed"
  | "neverUsed"
  | "noExpiry",
  string
>;

type Props = { lines: StatusLine[]; words: StatusTableWords };

/**
 * The rows as a table. A client component, so that a page holds what the rows say once as plain texts and not as a
 * tree of elements for each: that is what a list of fifty costs.
 */
export function StatusTable({ lines, words }: Props) {
  return (
    <DataTable
      caption={words.caption}
      rows={lines}
      rowKey={(line) => line.href}
      columns={[
        {
          key: "provider",
          header: words.provider,
          rowHeader: true,
          cell: (line) => <RowLink href={line.href}>{line.provider}</RowLink>,
        },
        { key: "agent", header: words.agent, nowrap: true, cell: (line) => <Agent line={line} /> },
        { key: "state", header: words.state, cell: (line) => <State line={line} /> },
        {
          key: "effective",
          header: words.effective,
          cell: ({ source, profileId }) =>
            source === null ? (
              <span className="text-fg-subtle">{words.nothingUsed}</span>
            ) : profileId === null ? (
              <Mono>{source}</Mono>
            ) : (
              <ProfileId id={profileId} />
            ),
        },
        {
          key: "expiry",
          header: words.expiry,
          cell: ({ isProfile, ends }) =>
            isProfile ? <MomentText at={ends} without={words.noExpiry} /> : <None />,
        },
        {
          key: "used",
          header: words.used,
          nowrap: true,
          cell: ({ isProfile, used }) =>
            isProfile ? <MomentText at={used} without={words.neverUsed} /> : <None />,
        },
        {
          key: "step",
          header: words.step,
          cell: ({ step }) => step && <StepButton offer={step} />,
        },
      ]}
    />
  );
}

type LineProps = { line: StatusLine };

function Agent({ line }: LineProps) {
  return (
    <>
      <Mono>{line.agentId}</Mono> {line.demo !== null && <Badge tone="info">{line.demo}</Badge>}
      {line.gateway !== null && <span className="block text-fg-muted text-xs">{line.gateway}</span>}
    </>
  );
}

function State({ line }: LineProps) {
  const { state, cause, beside } = line;
  return (
    <>
      <StatusBadge tone={state.tone} look="plain" icon={<ShapeMark id={state.symbol} />}>
        {state.words}
      </StatusBadge>
      {cause !== null && <span className="block text-fg-muted text-xs">{cause}</span>}
      {beside !== null && <span className="mt-0.5 block text-warn-fg text-xs">{beside}</span>}
    </>
  );
}

/** What has no credential has no expiry and no use either. */
function None() {
  return <span className="text-fg-subtle">–</span>;
}
