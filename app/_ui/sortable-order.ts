/** One step of one item: what the up and down buttons send as `move`. */
export type Move = { direction: "up" | "down"; id: string };

export function encodeMove({ direction, id }: Move): string {
  return `${direction}:${id}`;
}

/** Reads what `encodeMove` wrote; null for anything else. Ids may hold colons. */
export function decodeMove(text: unknown): Move | null {
  const [, direction, id] = (typeof text === "string" && /^(up|down):(.+)$/s.exec(text)) || [];
  return id !== undefined && (direction === "up" || direction === "down") ? { direction, id } : null;
}

/** The ids after one step. An unknown id and a step over the end change nothing. */
export function applyMove(ids: readonly string[], { direction, id }: Move): string[] {
  const from = ids.indexOf(id);
  const to = direction === "up" ? from - 1 : from + 1;
  if (from < 0 || to < 0 || to >= ids.length) return [...ids];
  const moved = [...ids];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}
