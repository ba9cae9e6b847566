"use client";

import type { Announcements, UniqueIdentifier } from "@dnd-kit/core";
import { useRef } from "react";
import { useT } from "#app/_ui/messages.client.tsx";
import type { SortableItem } from "#app/_ui/sortable-row.client.tsx";

type Sentence = "moved" | "pickedUp" | "movedOver" | "dropped" | "cancelled";

/** What is read out while a list is put in order, in the reader's language. */
export function useSortableVoice(items: SortableItem[], ids: string[]) {
  const t = useT("ui.sortable");
  const total = ids.length;

  /** Says which item, and which place it has, or the place of the item it is over. */
  const place = (sentence: Sentence, id: UniqueIdentifier, overId: UniqueIdentifier = id): string => {
    const item = items.find((candidate) => candidate.id === id)?.text ?? "";
    return t(sentence, { item, position: ids.indexOf(String(overId)) + 1, total });
  };

  // What was picked up is over its own place at once; saying so would cut off that it was picked up.
  const atStart = useRef(false);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      atStart.current = true;
      return place("pickedUp", active.id);
    },
    onDragOver: ({ active, over }) => {
      const isFirst = atStart.current && over?.id === active.id;
      atStart.current = false;
      return over && !isFirst ? place("movedOver", active.id, over.id) : undefined;
    },
    onDragEnd: ({ active, over }) => place("dropped", active.id, over?.id ?? active.id),
    onDragCancel: ({ active }) => place("cancelled", active.id),
  };
  return { place, announcements };
}
