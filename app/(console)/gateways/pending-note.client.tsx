"use client";

import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { Progress } from "#app/_ui/progress.tsx";

type Props = { label: string; detail: string };

/** Says what is being done while the form around is answered, for what takes more than a moment. */
export function PendingNote({ label, detail }: Props) {
  const { pending } = useAnswer();
  return (
    // While it is empty it is no item of the form's grid, which would leave a gap for it.
    <div role="status" className="empty:absolute">
      {pending && (
        <div className="grid gap-1.5">
          <Progress label={label} />
          <p className="text-fg-muted text-sm">{detail}</p>
        </div>
      )}
    </div>
  );
}
