"use client";

import { clsx } from "clsx";
import { ChevronsUpDown } from "lucide-react";
import {
  type ComponentProps,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useField } from "#app/_ui/field.client.tsx";
import { INPUT_LOOK } from "#app/_ui/inputs.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { optionId, type Suggestion, SuggestionList } from "#app/_ui/suggestion-list.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

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

type RichProps = Pick<Props, "suggestions" | "onValueChange"> & {
  mono: boolean;
  early: { value: string; focused: boolean };
  initial: string;
  input: ComponentProps<"input">;
};

function RichInput({ early, initial, suggestions, mono, onValueChange, input }: RichProps) {
  const t = useT("ui");
  const listId = useId();
  const [value, setValue] = useState(early.value);
  const list = useSuggestions(suggestions, value);
  const element = useRef<HTMLInputElement>(null);
  const change = (next: string) => {
    setValue(next);
    onValueChange?.(next);
  };
  const choose = (chosen: string) => {
    change(chosen);
    list.close();
  };

  useEffect(() => {
    if (early.focused) element.current?.focus();
    const form = element.current?.form;
    const reset = () => setValue(initial);
    form?.addEventListener("reset", reset);
    return () => form?.removeEventListener("reset", reset);
  }, [early, initial]);

  const isListed = list.isOpen && list.found.length > 0;
  return (
    <div className="relative min-w-0">
      <input
        {...input}
        ref={element}
        value={value}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isListed}
        aria-controls={isListed ? listId : undefined}
        aria-activedescendant={
          isListed && list.highlighted >= 0 ? optionId(listId, list.highlighted) : undefined
        }
        onChange={(event) => {
          change(event.target.value);
          list.open(true);
        }}
        onClick={() => list.open(false)}
        onBlur={list.close}
        onKeyDown={(event) => onKey(event, list, choose)}
      />
      <button
        type="button"
        tabIndex={-1}
        aria-label={t("showSuggestions")}
        // A press would take the focus from the input, and with it close the list that it is to show.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          element.current?.focus();
          if (list.isOpen) list.close();
          else list.open(false);
        }}
        className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-fg-muted hover:text-fg"
      >
        <ChevronsUpDown aria-hidden className="size-3.5" />
      </button>
      {list.isOpen && (
        <SuggestionList
          id={listId}
          anchor={element}
          suggestions={list.found}
          highlighted={list.highlighted}
          mono={mono}
          onHighlight={list.highlight}
          onChoose={choose}
        />
      )}
    </div>
  );
}

type List = ReturnType<typeof useSuggestions>;

/** What the list shows: everything when it is opened, and what fits from the first key on. */
function useSuggestions(suggestions: Suggestion[], value: string) {
  const [isOpen, setOpen] = useState(false);
  const [isFiltered, setFiltered] = useState(false);
  const [highlighted, highlight] = useState(-1);
  const found = isFiltered ? suggestions.filter((item) => matches(item, value)) : suggestions;
  return {
    isOpen,
    found,
    highlighted,
    highlight,
    open(filtered: boolean) {
      setOpen(true);
      setFiltered(filtered);
      highlight(-1);
    },
    close: () => setOpen(false),
    /** Past the last comes the input itself, then the first. */
    move(step: 1 | -1) {
      const places = found.length + 1;
      highlight(((highlighted + 1 + step + places) % places) - 1);
    },
  };
}

function onKey(event: KeyboardEvent, list: List, choose: (value: string) => void): void {
  // Keys that an input method takes for itself choose among its own suggestions.
  if (event.nativeEvent.isComposing) return;
  const chosen = list.isOpen ? list.found[list.highlighted] : undefined;
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp":
      event.preventDefault();
      if (list.isOpen) list.move(event.key === "ArrowDown" ? 1 : -1);
      else list.open(false);
      break;
    case "Enter":
      if (!chosen) break;
      event.preventDefault();
      choose(chosen.value);
      break;
    case "Escape":
      // The dialog around, if there is one, stays.
      if (list.isOpen) event.stopPropagation();
      list.close();
  }
}

function matches({ value, detail = "" }: Suggestion, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return value.toLowerCase().includes(wanted) || detail.toLowerCase().includes(wanted);
}
