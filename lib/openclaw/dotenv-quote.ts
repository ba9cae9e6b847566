import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";

const BARE = /^[^\s#'"`\r\n](?:[^#\r\n]*[^\s#])?$/u;

/**
 * How a value is written in a `.env` file so that OpenClaw's parser reads back exactly this value, whatever
 * stands in the lines around it: in quotes that do not occur in it, with line breaks as `\n` and `\r`, or bare.
 * Null when no way of writing it is safe. A value is never spread over several lines.
 *
 * Source: the `dotenv` package, version 17.4.2, which OpenClaw 2026.3.13 uses.
 */
export function quoteDotenvValue(value: string): string | null {
  if (value.includes("\0") || !value.isWellFormed()) return null;
  const written = candidates(value).find((candidate) => readsBack(candidate, value));
  return written ?? null;
}

/** Inside single and back quotes everything stands for itself; a backslash at the end would hide the closing one. */
function candidates(value: string): string[] {
  const oneLine = !/[\r\n]/.test(value);
  const safeEnd = !value.endsWith("\\");
  const escaped = value.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return [
    ...(oneLine && safeEnd && !value.includes("'") ? [`'${value}'`] : []),
    ...(safeEnd && !value.includes('"') ? [`"${escaped}"`] : []),
    ...(oneLine && safeEnd && !value.includes("`") ? [`\`${value}\``] : []),
    ...(oneLine && BARE.test(value) ? [value] : []),
  ];
}

function readsBack(candidate: string, value: string): boolean {
  const [only, ...others] = parseDotenv(`NAME=${candidate}\n`);
  return others.length === 0 && only?.value === value;
}
