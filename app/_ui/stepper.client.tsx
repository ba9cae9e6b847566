"use client";

import { clsx } from "clsx";
import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "#app/_ui/messages.client.tsx";
import { Spinner } from "#app/_ui/spinner.tsx";

export type StepState = "done" | "current" | "working" | "upcoming" | "failed";

export type Step = { key: string; label: ReactNode; detail?: ReactNode; state: StepState };

const MARKS: Record<StepState, string> = {
  done: "border-success-line bg-success-bg text-success-fg",
  current: "border-primary bg-primary text-on-primary",
  working: "border-accent-line bg-accent-soft text-accent",
  upcoming: "border-line-strong bg-surface text-fg-muted",
  failed: "border-danger-line bg-danger-bg text-danger-fg",
};

type Props = {
  steps: Step[];
  /** `column` for a receipt or a long list with details, `row` for a wizard. */
  direction?: "row" | "column";
};

/** Where one is in a procedure. A row on wide screens, always a column on a phone. */
export function Stepper({ steps, direction = "row" }: Props) {
  const t = useT("ui.stepper");
  const row = direction === "row";
  return (
    <ol aria-label={t("label")} className={clsx("grid gap-y-0", row && "sm:flex sm:gap-3")}>
      {steps.map((step, at) => (
        <li
          key={step.key}
          aria-current={step.state === "current" || step.state === "working" ? "step" : undefined}
          className={clsx("group/step flex gap-3", row && "sm:flex-1 sm:items-center sm:last:flex-none")}
        >
          <div className={clsx("flex flex-col items-center", row && "sm:contents")}>
            <span
              className={clsx(
                "flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs tabular-nums",
                MARKS[step.state],
              )}
            >
              <StepMark state={step.state} number={at + 1} />
            </span>
            <span
              aria-hidden
              className={clsx(
                "my-1 w-px flex-1 bg-line-strong group-last/step:hidden",
                row && "sm:order-last sm:my-0 sm:h-px sm:w-auto sm:min-w-4",
              )}
            />
          </div>
          <div className={clsx("min-w-0 pb-4 group-last/step:pb-0", row && "sm:whitespace-nowrap sm:pb-0")}>
            <p className={clsx("pt-0.5 font-medium text-sm", step.state === "upcoming" && "text-fg-muted")}>
              {step.label}
              <span className="sr-only"> ({t(step.state === "working" ? "current" : step.state)})</span>
            </p>
            {step.detail && <div className="text-fg-muted text-sm">{step.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state, number }: { state: StepState; number: number }) {
  if (state === "done") return <Check aria-hidden className="size-3.5" />;
  if (state === "failed") return <X aria-hidden className="size-3.5" />;
  if (state === "working") return <Spinner className="size-3.5" />;
  return <span aria-hidden>{number}</span>;
}
