"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { useT } from "#app/_ui/messages.client.tsx";
import { applyMove, encodeMove, type Move } from "#app/_ui/sortable-order.ts";
import { type MoveForm, type SortableItem, SortableRow } from "#app/_ui/sortable-row.client.tsx";
import { useSortableVoice } from "#app/_ui/sortable-voice.client.tsx";

type Props = {
  /** In their present order. */
  items: SortableItem[];
  /** Every id is sent under this name, in order. */
  name: string;
  /** Names the list. */
  label: string;
  /** Where the up and down buttons go without scripts; see `MoveForm`. */
  moveForm?: MoveForm;
  /** Gives each row a checkbox of this name whose value is the row's id. */
  includeName?: string;
  onOrderChange?: (ids: string[]) => void;
};

/** A list goes up and down. */
const alongTheList: Modifier = ({ transform }) => ({ ...transform, x: 0 });

/**
 * A list one puts in order: by dragging, by keyboard on the handle, or by the up and down buttons.
 *
 * It lives in a form and sends hidden fields, so it needs no scripts to be sent. Without them the buttons
 * submit `move` (see sortable-order.ts) beside the ids, and the page draws the list anew.
 */
export function SortableList({ items, name, label, moveForm, includeName, onOrderChange }: Props) {
  const t = useT("ui.sortable");
  const dndId = useId();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const { ids, setIds } = useOrder(items);
  const list = useRef<HTMLOListElement>(null);
  const [lastMove, setLastMove] = useState<Move | null>(null);
  const voice = useSortableVoice(items, ids);

  // The row was moved in the document, which can take the focus from its button.
  useLayoutEffect(() => {
    if (!lastMove) return;
    const button = list.current?.querySelector(`[data-move="${CSS.escape(encodeMove(lastMove))}"]`);
    if (button instanceof HTMLElement) button.focus();
  }, [lastMove]);

  const reorder = (next: string[]) => {
    setIds(next);
    onOrderChange?.(next);
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    setLastMove(null);
    reorder(arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  };
  const onMove = (move: Move) => {
    setLastMove({ ...move });
    reorder(applyMove(ids, move));
  };

  const byId = new Map(items.map((item) => [item.id, item]));
  return (
    <DndContext
      id={dndId}
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[alongTheList]}
      onDragEnd={onDragEnd}
      accessibility={{
        announcements: voice.announcements,
        screenReaderInstructions: { draggable: t("instructions") },
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ol ref={list} aria-label={label} className="grid gap-1.5">
          {ids.map((id, at) => {
            const item = byId.get(id);
            if (!item) return null;
            return (
              <SortableRow
                key={id}
                item={item}
                position={at + 1}
                total={ids.length}
                name={name}
                includeName={includeName}
                moveForm={moveForm}
                onMove={onMove}
              />
            );
          })}
        </ol>
      </SortableContext>
      <p aria-live="polite" className="sr-only">
        {lastMove ? voice.place("moved", lastMove.id) : ""}
      </p>
    </DndContext>
  );
}

/** The order on the screen. It starts over when the server sends other items or another order. */
function useOrder(items: SortableItem[]) {
  const given = items.map(({ id }) => id);
  const [order, setOrder] = useState({ given, ids: given });
  const same = order.given.length === given.length && order.given.every((id, at) => id === given[at]);
  if (!same) setOrder({ given, ids: given });
  return { ids: same ? order.ids : given, setIds: (ids: string[]) => setOrder({ given, ids }) };
}
