"use client";

import { clsx } from "clsx";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useT } from "#app/_ui/messages.client.tsx";

export type Suggestion = {
  value: string;
  /** A name beside the value, also searched. */
  detail?: string;
};

type Props = {
  id: string;
  /** The input it hangs on. */
  anchor: RefObject<HTMLElement | null>;
  suggestions: Suggestion[];
  /** Which one the keyboard has come to; -1 for none. */
  highlighted: number;
  mono: boolean;
  onHighlight: (at: number) => void;
  onChoose: (value: string) => void;
};

export const optionId = (listId: string, at: number) => `${listId}-${at}`;

/** Between the list and its input, and at least between the list and the window's edge, in pixels. */
const GAP = 4;
const HEIGHT_MAX = 288;

/**
 * The suggestions below an input that keeps the focus while a person moves through them.
 *
 * It takes nothing of the page away from anybody: what is around stays where it is, for screen readers too.
 */
export function SuggestionList({ id, anchor, suggestions, highlighted, mono, onHighlight, onChoose }: Props) {
  const t = useT("ui");
  const popup = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  usePlace(popup, anchor);
  useEffect(() => {
    list.current?.children[highlighted]?.scrollIntoView({ block: "nearest" });
  }, [highlighted]);

  return (
    // The input would lose the focus to a press in here, and with it the list would close.
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, something is kept from being done.
    <div
      ref={popup}
      onMouseDown={(event) => event.preventDefault()}
      className="fixed z-50 flex min-w-48 flex-col overflow-clip rounded-lg bg-raised text-fg shadow-pop"
    >
      <div role="status" className="px-3.5 py-3 text-fg-muted text-sm empty:hidden">
        {suggestions.length === 0 && t("noSuggestions")}
      </div>
      {suggestions.length > 0 && (
        <ul
          ref={list}
          id={id}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern of a combobox, whose input has the focus.
          role="listbox"
          aria-label={t("suggestions")}
          className="min-h-0 overflow-y-auto p-1"
        >
          {suggestions.map(({ value, detail }, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the input has the focus and points here with aria-activedescendant.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input takes the keys.
            <li
              key={value}
              id={optionId(id, at)}
              // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as above.
              role="option"
              aria-selected={at === highlighted}
              onMouseMove={() => onHighlight(at)}
              onClick={() => onChoose(value)}
              className={clsx(
                "flex cursor-default select-none items-baseline justify-between gap-4 rounded-md px-2.5 py-1.5 text-sm pointer-coarse:py-2.5",
                at === highlighted && "bg-hover",
              )}
            >
              <span className={clsx(mono && "font-mono")}>{value}</span>
              {detail && <span className="truncate text-fg-muted text-xs">{detail}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/**
 * Keeps the list at its input, below it or, where there is more room, above. It is placed in the window, since a
 * panel cuts off what hangs out of it.
 */
function usePlace(popup: RefObject<HTMLElement | null>, anchor: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const place = () => {
      if (popup.current && anchor.current) placeAt(popup.current, anchor.current.getBoundingClientRect());
    };
    place();
    window.addEventListener("scroll", place, { capture: true, passive: true });
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, { capture: true });
      window.removeEventListener("resize", place);
    };
  }, [popup, anchor]);
}

function placeAt({ style }: HTMLElement, box: DOMRect): void {
  const below = window.innerHeight - box.bottom - 2 * GAP;
  const above = box.top - 2 * GAP;
  const isBelow = below >= Math.min(HEIGHT_MAX, above);
  style.left = `${box.left}px`;
  style.width = `${box.width}px`;
  style.top = isBelow ? `${box.bottom + GAP}px` : "auto";
  style.bottom = isBelow ? "auto" : `${window.innerHeight - box.top + GAP}px`;
  style.maxHeight = `${Math.min(HEIGHT_MAX, isBelow ? below : above)}px`;
}
