"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type ButtonSize, type ButtonVariant, buttonLook } from "#app/_ui/button-look.ts";
import { DialogContext } from "#app/_ui/dialog-context.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

export type DialogTrigger = {
  /** The words on the button that opens it. */
  trigger: ReactNode;
  triggerIcon?: ReactNode;
  triggerVariant?: ButtonVariant;
  triggerSize?: ButtonSize;
};

type Props = DialogTrigger & {
  title: ReactNode;
  description?: ReactNode;
  /** An `ActionForm` in here closes the dialog when it is done. */
  children: ReactNode;
  width?: "sm" | "md" | "lg";
  /** A question that must be answered: a click outside does not close it. */
  insistent?: boolean;
  /** For a page that comes back with something to read in here. */
  startsOpen?: boolean;
  onClose?: () => void;
};

const WIDTHS = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl" };

/** The dialog's backdrop and its box; the menu of a phone and the toasts lie above the page in the same way. */
const BACKDROP =
  "fixed inset-0 z-40 bg-backdrop motion-safe:transition-opacity motion-safe:duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";
const POPUP =
  "relative my-auto w-full rounded-xl bg-raised p-5 text-fg shadow-pop outline-none motion-safe:transition-[opacity,scale] motion-safe:duration-150 motion-safe:ease-out data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0";

/** Asks for something without leaving the page. Without scripts its content folds out under the button. */
export function Dialog(props: Props) {
  const { trigger, triggerIcon, triggerVariant, triggerSize, title, description, children } = props;
  const t = useT("ui");
  const hydrated = useHydrated();
  const [open, setOpen] = useState(props.startsOpen ?? false);
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) props.onClose?.();
  };
  const look = buttonLook({ variant: triggerVariant, size: triggerSize });
  if (!hydrated) return <Fold {...props} look={look} />;
  return (
    <Base.Root open={open} onOpenChange={change} disablePointerDismissal={props.insistent}>
      <Base.Trigger className={look}>
        {triggerIcon}
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Viewport className="fixed inset-0 z-40 flex justify-center overflow-y-auto p-4">
          <Base.Popup className={clsx(POPUP, WIDTHS[props.width ?? "md"])}>
            <div className="mb-4 pr-8">
              <Base.Title className="font-semibold text-lg">{title}</Base.Title>
              {description && (
                <Base.Description render={<div />} className="mt-1 max-w-prose text-fg-muted">
                  {description}
                </Base.Description>
              )}
            </div>
            <DialogContext value={{ close: () => change(false) }}>{children}</DialogContext>
            <Base.Close
              aria-label={t("close")}
              className={buttonLook({
                variant: "ghost",
                size: "sm",
                iconOnly: true,
                className: "absolute top-3.5 right-3.5",
              })}
            >
              <X />
            </Base.Close>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function Fold(props: Props & { look: string }) {
  const { trigger, triggerIcon, title, description, children, startsOpen, look } = props;
  return (
    <details open={startsOpen} className="min-w-0">
      <summary className={look}>
        {triggerIcon}
        {trigger}
      </summary>
      <section className="mt-3 rounded-lg border border-line bg-surface p-4 text-left">
        <h2 className="font-semibold text-lg">{title}</h2>
        {description && <div className="mt-1 max-w-prose text-fg-muted">{description}</div>}
        <div className="mt-4">{children}</div>
      </section>
    </details>
  );
}

/** The way out of a dialog, for the row of buttons at its end. Not drawn without scripts, where there is nothing to close. */
export function DialogCancel() {
  const t = useT("ui");
  const hydrated = useHydrated();
  if (!hydrated) return null;
  return <Base.Close className={buttonLook({ variant: "ghost" })}>{t("cancel")}</Base.Close>;
}
