"use client";

import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { TONE_TEXT } from "#app/_ui/tone.ts";
import { ToneIcon } from "#app/_ui/tone-icon.tsx";

/** What came of each part of what the form around did, in order; nothing until it has been done. */
export function AnswerLines({ label }: { label: string }) {
  const { state } = useAnswer();
  if (state.status !== "done" || !state.lines?.length) return null;
  return (
    <ol aria-label={label} className="grid gap-2 text-sm">
      {state.lines.map(({ tone, title, details }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one answer never change places.
        <li key={at} className="flex items-start gap-2">
          <ToneIcon tone={tone} className={`mt-0.5 size-4 shrink-0 ${TONE_TEXT[tone]}`} />
          <div className="min-w-0">
            <p className="[overflow-wrap:anywhere]">{title}</p>
            {details.map((text) => (
              <p key={text} className="max-w-prose text-fg-muted">
                {text}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
