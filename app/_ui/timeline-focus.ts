/** A mark in the drawing, and the frame around all of them. */
type Focusable = HTMLElement | SVGElement;

/**
 * The mark that a key leads to from an element of the drawing: left and right in the same lane, up and down to
 * the nearest mark of the next lane that has any, Enter or down from the frame itself to the first mark, Escape
 * back to the frame. Null when the key means nothing there.
 */
export function neighbourOf(frame: HTMLElement, from: Element, key: string): Focusable | null {
  const lanes = [...frame.querySelectorAll<SVGElement>("[data-lane]")]
    .map(marksOf)
    .filter((marks) => marks.length > 0);
  if (from === frame) return key === "ArrowDown" || key === "Enter" ? (lanes[0]?.[0] ?? null) : null;
  return key === "Escape" ? frame : amongMarks(lanes, from, key);
}

function amongMarks(lanes: SVGElement[][], from: Element, key: string): Focusable | null {
  const lane = lanes.findIndex((marks) => marks.some((mark) => mark === from));
  const marks = lanes[lane] ?? [];
  const at = marks.findIndex((mark) => mark === from);
  switch (key) {
    case "ArrowLeft":
      return marks[at - 1] ?? null;
    case "ArrowRight":
      return marks[at + 1] ?? null;
    case "ArrowUp":
      return nearest(lanes[lane - 1], from);
    case "ArrowDown":
      return nearest(lanes[lane + 1], from);
    default:
      return null;
  }
}

/** From left to right as they are seen, which is not always the order they were drawn in. */
function marksOf(lane: SVGElement): SVGElement[] {
  return [...lane.querySelectorAll<SVGElement>("[data-mark]")].sort((a, b) => shareAt(a) - shareAt(b));
}

function nearest(marks: SVGElement[] | undefined, from: Element): SVGElement | null {
  const distance = (mark: SVGElement) => Math.abs(shareAt(mark) - shareAt(from));
  return [...(marks ?? [])].sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

const shareAt = (mark: Element) => Number(mark.getAttribute("data-share"));
