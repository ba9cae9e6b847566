"use client";

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { clsx } from "clsx";
import { ChevronDown, ChevronUp, GripVertical } from "lucide-react";
import type { ReactNode } from "react";
import { buttonLook } from "#app/_ui/button-look.ts";
import { useT } from "#app/_ui/messages.client.tsx";
import { encodeMove, type Move } from "#app/_ui/sortable-order.ts";

export type SortableItem = {
  id: string;
  /** The item in words, for buttons and announcements. */
  text: string;
  content: ReactNode;
  /** At the right: a status. */
  aside?: ReactNode;
  /** Whether its checkbox starts checked, in a list with `includeName`. */
  included?: boolean;
};

/**
 * How a step is sent without scripts. Left out, the buttons submit the form they are in and its action
 * finds `move` beside the ids. With `path`, they ask for that page with all the form's fields in the query,
 * for a draft that nobody has saved yet.
 */
export type MoveForm = { path: string };

type Props = {
  item: SortableItem;
  position: number;
  total: number;
  name: string;
  includeName: string | undefined;
  moveForm: MoveForm | undefined;
  onMove: (move: Move) => void;
};

export function SortableRow({ item, position, total, name, includeName, moveForm, onMove }: Props) {
  const t = useT("ui.sortable");
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({
      id: item.id,
    });
  const named = { item: item.text };
  return (
    <li
      ref={setNodeRef}
      // Set by script while a row is dragged; the server draws none.
      style={{ transform: CSS.Translate.toString(transform), transition: transition ?? undefined }}
      className={clsx(
        "flex items-center gap-2 rounded-md border border-line bg-surface py-1 pr-1 pl-1.5",
        isDragging && "relative z-10 border-accent-line shadow-pop",
      )}
    >
      <input type="hidden" name={name} value={item.id} />
      <button
        type="button"
        ref={setActivatorNodeRef}
        {...listeners}
        aria-describedby={attributes["aria-describedby"]}
        aria-label={t("dragHandle", named)}
        className="noscript:hidden flex h-(--control-sm) w-6 shrink-0 cursor-grab touch-none items-center justify-center rounded-sm text-fg-subtle hover:bg-hover hover:text-fg active:cursor-grabbing"
      >
        <GripVertical aria-hidden />
      </button>
      <span aria-hidden className="w-5 shrink-0 text-right text-fg-subtle text-sm tabular-nums">
        {position}
      </span>
      {includeName && (
        <input
          type="checkbox"
          name={includeName}
          value={item.id}
          defaultChecked={item.included}
          aria-label={t("include", named)}
          className="ml-1 size-4 shrink-0 accent-accent"
        />
      )}
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4 gap-y-0.5 px-1.5 py-0.5">
        <div className="min-w-0 [overflow-wrap:anywhere]">{item.content}</div>
        {item.aside && <div className="text-sm">{item.aside}</div>}
      </div>
      <div className="flex shrink-0">
        <StepButton
          move={{ direction: "up", id: item.id }}
          label={t("moveUp", named)}
          atEnd={position === 1}
          moveForm={moveForm}
          onMove={onMove}
        />
        <StepButton
          move={{ direction: "down", id: item.id }}
          label={t("moveDown", named)}
          atEnd={position === total}
          moveForm={moveForm}
          onMove={onMove}
        />
      </div>
    </li>
  );
}

type StepProps = Pick<Props, "moveForm" | "onMove"> & { move: Move; label: string; atEnd: boolean };

/** A button at the end of its way stays where it is, so that whoever steps by keyboard keeps the focus. */
function StepButton({ move, label, atEnd, moveForm, onMove }: StepProps) {
  const Icon = move.direction === "up" ? ChevronUp : ChevronDown;
  return (
    <button
      type="submit"
      name="move"
      value={encodeMove(move)}
      data-move={encodeMove(move)}
      {...(moveForm && { formAction: moveForm.path, formMethod: "get", formNoValidate: true })}
      aria-label={label}
      aria-disabled={atEnd || undefined}
      onClick={(event) => {
        event.preventDefault();
        if (!atEnd) onMove(move);
      }}
      className={buttonLook({ variant: "ghost", size: "sm", iconOnly: true })}
    >
      <Icon aria-hidden />
    </button>
  );
}
