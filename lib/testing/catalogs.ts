import type { Complaint } from "#lib/testing/architecture.ts";

/** The parsed JSON of one language: sentences in ICU message syntax, in nested groups. */
export type Catalog = { [key: string]: string | Catalog };

/**
 * What differs between two languages: keys, and the arguments and tags of each sentence.
 *
 * A sentence that lacks an argument hides a fact from one group of readers; one that has an argument too
 * many fails when it is shown.
 */
export function catalogDifferences(
  name: string,
  catalog: Catalog,
  other: string,
  otherCatalog: Catalog,
): Complaint[] {
  const left = sentences(catalog);
  const right = sentences(otherCatalog);
  return [
    ...[...left.keys()].filter((key) => !right.has(key)).map((key) => `${other} lacks ${key}`),
    ...[...right.keys()].filter((key) => !left.has(key)).map((key) => `${name} lacks ${key}`),
    ...[...left].flatMap(([key, text]) => {
      const [mine, theirs] = [placeholders(text), placeholders(right.get(key) ?? text)];
      return mine === theirs ? [] : [`${key} uses ${mine} in ${name} and ${theirs} in ${other}`];
    }),
  ];
}

/**
 * The arguments and tags of an ICU message, sorted and without repeats: `{count, plural} {name} <link>`.
 *
 * Braces between apostrophes are text. A message whose braces do not match is reported as `unbalanced`.
 */
export function placeholders(message: string): string {
  const text = message.replaceAll("''", "").replace(/'[{}<][^']*'/g, "");
  const found = new Set([...text.matchAll(/<(\w+)>/g)].map(([tag]) => tag));
  let depth = 0;
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    // Plural and select nest: at even depths a brace opens an argument, at odd depths a choice.
    if (brace === "{" && depth % 2 === 0) found.add(argumentAt(text.slice(index)));
    depth += brace === "{" ? 1 : -1;
    if (depth < 0) break;
  }
  return depth === 0 ? [...found].sort().join(" ") || "nothing" : "unbalanced";
}

/** `{name}`, or `{name, kind}` for a number, a date, a plural or a select. */
function argumentAt(text: string): string {
  const [, name = "?", kind] = /^\{\s*(\w+)\s*(?:,\s*(\w+))?/.exec(text) ?? [];
  return kind ? `{${name}, ${kind}}` : `{${name}}`;
}

function sentences(catalog: Catalog, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalog)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const [path, text] of sentences(value, `${prefix}${key}.`)) found.set(path, text);
  }
  return found;
}
