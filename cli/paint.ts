import type { Writable } from "node:stream";
import { styleText } from "node:util";

/** What a colour says; never the only sign of it. */
export type Look = "heading" | "good" | "warn" | "bad" | "faint";

export type Paint = (look: Look, text: string) => string;

const FORMAT = { heading: "bold", good: "green", warn: "yellow", bad: "red", faint: "dim" } as const;

/** Plain text unless `stdout` is a terminal; `NO_COLOR`, when set to anything, keeps it plain there too. */
export function painter(stdout: Writable, noColor: string | undefined): Paint {
  const coloured = "isTTY" in stdout && stdout.isTTY === true && !noColor;
  return (look, text) => (coloured ? styleText(FORMAT[look], text, { validateStream: false }) : text);
}
