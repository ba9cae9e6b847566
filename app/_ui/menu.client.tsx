"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { clsx } from "clsx";
import { Ellipsis } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { type ReactNode, useId } from "react";
import { type ButtonSize, type ButtonVariant, buttonLook } from "#app/_ui/button-look.ts";
import { usePopupContainer } from "#app/_ui/dialog-context.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

type Target =
  | { href: string }
  /** A plain server action, posted with these values. */
  | { action: (form: FormData) => Promise<void>; values?: Record<string, string> };

export type MenuItem = Target & { key: string; label: string; icon?: ReactNode; danger?: boolean };

type Props = {
  /** Names the menu when its button is only dots: "Actions for anthropic:ops". */
  label: string;
  items: MenuItem[];
  /** Words on the button; dots when absent. */
  trigger?: ReactNode;
  triggerVariant?: ButtonVariant;
  triggerSize?: ButtonSize;
};

const POPUP = "min-w-44 rounded-lg bg-raised p-1 text-fg shadow-pop outline-none";
const ITEM =
  "flex w-full cursor-default select-none items-center gap-2 rounded-md px-2.5 py-1.5 text-left text-sm outline-none hover:bg-hover data-highlighted:bg-hover pointer-coarse:py-2.5";

const itemLook = (danger = false) => clsx(ITEM, danger ? "text-danger-fg" : "[&_.lucide]:text-fg-muted");

/** A few things to do with one thing. Without scripts the list folds out under the button. */
export function Menu({ label, items, trigger, triggerVariant = "ghost", triggerSize = "sm" }: Props) {
  const t = useT("ui");
  const hydrated = useHydrated();
  const formPrefix = useId();
  const look = buttonLook({ variant: triggerVariant, size: triggerSize, iconOnly: !trigger });
  const face = trigger ?? <Ellipsis aria-hidden />;
  const name = trigger ? undefined : label || t("more");
  const forms = items.map((item) => <ItemForm key={item.key} item={item} id={`${formPrefix}${item.key}`} />);

  if (!hydrated) {
    return (
      <details className="relative inline-block">
        <summary aria-label={name} className={look}>
          {face}
        </summary>
        <div className={clsx(POPUP, "absolute right-0 z-30 mt-1")}>
          {items.map((item) => (
            <PlainItem key={item.key} item={item} formId={`${formPrefix}${item.key}`} />
          ))}
        </div>
        {forms}
      </details>
    );
  }
  return (
    <>
      <Base.Root>
        <Base.Trigger aria-label={name} className={look}>
          {face}
        </Base.Trigger>
        <Popup items={items} formPrefix={formPrefix} />
      </Base.Root>
      {forms}
    </>
  );
}

function Popup({ items, formPrefix }: { items: MenuItem[]; formPrefix: string }) {
  const container = usePopupContainer();
  return (
    <Base.Portal container={container}>
      <Base.Positioner align="end" sideOffset={4} className="z-50 outline-none">
        <Base.Popup className={POPUP}>
          {items.map((item) => (
            <RichItem key={item.key} item={item} formId={`${formPrefix}${item.key}`} />
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

type ItemProps = { item: MenuItem; formId: string };

function RichItem({ item, formId }: ItemProps) {
  const look = itemLook(item.danger);
  if ("href" in item) {
    return (
      <Base.LinkItem closeOnClick render={<Link href={item.href as Route} />} className={look}>
        {item.icon}
        {item.label}
      </Base.LinkItem>
    );
  }
  const submit = () => {
    const form = document.getElementById(formId);
    if (form instanceof HTMLFormElement) form.requestSubmit();
  };
  return (
    <Base.Item onClick={submit} className={look}>
      {item.icon}
      {item.label}
    </Base.Item>
  );
}

function PlainItem({ item, formId }: ItemProps) {
  const look = itemLook(item.danger);
  if ("href" in item) {
    return (
      <Link href={item.href as Route} className={look}>
        {item.icon}
        {item.label}
      </Link>
    );
  }
  return (
    <button type="submit" form={formId} className={look}>
      {item.icon}
      {item.label}
    </button>
  );
}

/** Stands outside the list, which goes away when an item is chosen. */
function ItemForm({ item, id }: { item: MenuItem; id: string }) {
  if ("href" in item) return null;
  return (
    <form id={id} action={item.action} hidden>
      {Object.entries(item.values ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </form>
  );
}
