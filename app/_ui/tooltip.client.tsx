"use client";

import { Popover } from "@base-ui/react/popover";
import { Tooltip as Base } from "@base-ui/react/tooltip";
import { CircleQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "#app/_ui/messages.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

type TooltipProps = {
  /** The control's own name again, or a shortcut: nothing that is found nowhere else. */
  text: ReactNode;
  children: ReactNode;
};

/** Shows those who see and point what an icon button is called. Others hear the button's label. */
export function Tooltip({ text, children }: TooltipProps) {
  const hydrated = useHydrated();
  if (!hydrated) return <span className="inline-flex">{children}</span>;
  return (
    <Base.Root>
      <Base.Trigger delay={350} closeDelay={0} render={<span />} className="inline-flex">
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="max-w-64 rounded-md bg-primary px-2 py-1 text-on-primary text-xs motion-safe:transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type InfoTipProps = {
  /** What it explains, for the button's name. */
  subject: string;
  children: ReactNode;
};

/** A question mark that explains a word, for every pointer and keyboard. Without scripts the explanation folds out. */
export function InfoTip({ subject, children }: InfoTipProps) {
  const t = useT("ui");
  const hydrated = useHydrated();
  const name = t("moreAbout", { subject });
  const look =
    "inline-flex size-6 items-center justify-center rounded-full align-middle text-fg-subtle hover:text-fg";
  if (!hydrated) {
    return (
      <details className="inline">
        <summary aria-label={name} className={look}>
          <CircleQuestionMark aria-hidden className="size-3.5" />
        </summary>
        <span className="text-fg-muted text-sm">{children}</span>
      </details>
    );
  }
  return (
    <Popover.Root>
      <Popover.Trigger openOnHover delay={250} aria-label={name} className={look}>
        <CircleQuestionMark aria-hidden className="size-3.5" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className="z-50">
          <Popover.Popup
            aria-label={name}
            className="max-w-80 rounded-lg bg-raised px-3 py-2 text-fg text-sm shadow-pop outline-none"
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
