"use client";

import { StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { MomentText } from "#app/_ui/moment-text.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import type { StatusLine } from "#app/(console)/status-lines.ts";
import { SourceText, STATE_TONE, StateMark } from "#app/(console)/status-state.tsx";
import { StepButton } from "#app/(console)/step-button.tsx";

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
            ) : (
              <SourceText source={source} profileId={profileId} />
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
      <Mono>{line.agentId}</Mono>
      {line.gateway !== null && <span className="block text-fg-muted text-xs">{line.gateway}</span>}
    </>
  );
}

function State({ line }: LineProps) {
  const { state, stateWords, cause, beside } = line;
  return (
    <>
      <StatusBadge tone={STATE_TONE[state]} look="plain" icon={<StateMark state={state} />}>
        {stateWords}
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
