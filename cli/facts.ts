import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";

/** Longest value that is shown whole; a path may be this long. */
const VALUE_LENGTH_MAX = 4096;

/** `Name: value`, the value made printable. */
export function fact(t: Translator, name: string, value: string): string {
  return t("cli.fact", { name, value: printable(value, VALUE_LENGTH_MAX) });
}
