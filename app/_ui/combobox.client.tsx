"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { clsx } from "clsx";
import { ChevronsUpDown } from "lucide-react";
import { type ComponentProps, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { usePopupContainer } from "#app/_ui/dialog-context.client.tsx";
import { useField } from "#app/_ui/field.client.tsx";
import { INPUT_LOOK } from "#app/_ui/inputs.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

export type Suggestion = {
  value: string;
  /** A name beside the value, also searched. */
  detail?: string;
};

type Props = {
  suggestions: Suggestion[];
  defaultValue?: string;
  placeholder?: string;
  mono?: boolean;
  onValueChange?: (value: string) => void;
};

/**
 * Text with suggestions; anything may be typed. Stands in a `Field`.
 *
 * Without scripts it is an input with a datalist, which posts the same name and value.
 */
export function Combobox({
  suggestions,
  defaultValue = "",
  placeholder,
  mono = false,
  onValueChange,
}: Props) {
  const { typed, ...field } = useField() ?? {};
  const initial = typed ?? defaultValue;
  const listId = useId();
  const hydrated = useHydrated();
  const plain = useRef<HTMLInputElement>(null);
  const early = useRef({ value: initial, focused: false });

  // What was typed before the scripts came stays, and so does the focus.
  useLayoutEffect(() => {
    const input = plain.current;
    if (input) early.current = { value: input.value, focused: document.activeElement === input };
  });

  const shared = { ...field, placeholder, autoComplete: "off", spellCheck: false };
  const look = clsx(INPUT_LOOK, "h-(--control) pr-9", mono && "font-mono");
  if (hydrated) {
    return (
      <RichInput
        early={early.current}
        initial={initial}
        mono={mono}
        suggestions={suggestions}
        onValueChange={onValueChange}
        input={{ ...shared, className: look }}
      />
    );
  }
  return (
    <>
      <input {...shared} ref={plain} list={listId} defaultValue={initial} className={look} />
      <datalist id={listId}>
        {suggestions.map(({ value, detail }) => (
          <option key={value} value={value} label={detail} />
        ))}
      </datalist>
    </>
  );
}

type RichProps = Pick<Props, "suggestions" | "mono" | "onValueChange"> & {
  early: { value: string; focused: boolean };
  initial: string;
  input: ComponentProps<typeof Autocomplete.Input>;
};

function RichInput({ early, initial, suggestions, mono, onValueChange, input }: RichProps) {
  const t = useT("ui");
  const container = usePopupContainer();
  const [value, setValue] = useState(early.value);
  const element = useRef<HTMLInputElement>(null);
  const change = (next: string) => {
    setValue(next);
    onValueChange?.(next);
  };

  useEffect(() => {
    if (early.focused) element.current?.focus();
    const form = element.current?.form;
    const reset = () => setValue(initial);
    form?.addEventListener("reset", reset);
    return () => form?.removeEventListener("reset", reset);
  }, [early, initial]);

  return (
    <Autocomplete.Root
      items={suggestions}
      value={value}
      onValueChange={change}
      itemToStringValue={({ value: text }: Suggestion) => text}
      filter={(item: Suggestion, query) => matches(item, query)}
      openOnInputClick
    >
      <div className="relative min-w-0">
        <Autocomplete.Input {...input} ref={element} />
        <Autocomplete.Trigger
          aria-label={t("showSuggestions")}
          tabIndex={-1}
          className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-fg-muted hover:text-fg"
        >
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </Autocomplete.Trigger>
      </div>
      <Autocomplete.Portal container={container}>
        <Autocomplete.Positioner sideOffset={4} className="z-50 outline-none">
          <Autocomplete.Popup className="max-h-[min(18rem,var(--available-height))] w-(--anchor-width) min-w-48 overflow-y-auto rounded-lg bg-raised p-1 text-fg shadow-pop">
            <Autocomplete.Empty className="px-2.5 py-2 text-fg-muted text-sm empty:hidden">
              {t("noSuggestions")}
            </Autocomplete.Empty>
            <Autocomplete.List>
              {(item: Suggestion) => (
                <Autocomplete.Item
                  key={item.value}
                  value={item}
                  className="flex cursor-default select-none items-baseline justify-between gap-4 rounded-md px-2.5 py-1.5 text-sm pointer-coarse:py-2.5 data-highlighted:bg-hover"
                >
                  <span className={clsx(mono && "font-mono")}>{item.value}</span>
                  {item.detail && <span className="truncate text-fg-muted text-xs">{item.detail}</span>}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}

function matches({ value, detail = "" }: Suggestion, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return value.toLowerCase().includes(wanted) || detail.toLowerCase().includes(wanted);
}
