/** Writing JSON that JavaScript's own objects cannot hold: repeated keys, `__proto__`, numbers as they were typed. */

/** An object as a list of `[key, value]`; keys may repeat. A value of `undefined` leaves its key out. */
export function members(entries) {
  return new Members(entries.filter(([, value]) => value !== undefined));
}

/** What `members` was given for a key. */
export function memberOf(value, key) {
  return value instanceof Members ? value.entries.find(([name]) => name === key)?.[1] : undefined;
}

/** Text that stands in the file as it is. */
export function raw(text) {
  return new Raw(text);
}

class Members {
  constructor(entries) {
    this.entries = entries;
  }
}

class Raw {
  constructor(text) {
    this.text = text;
  }
}

const STRICT = { key: JSON.stringify, comma: "", comment: () => "" };

/** Strict JSON, two spaces a level. */
export function jsonText(value) {
  return `${write(value, STRICT, "")}\n`;
}

/** The same value with JSON5's liberties: bare keys, single quotes, trailing commas, comments. */
export function json5Text(value, random) {
  const style = {
    key: (key) => (/^[A-Za-z_$][\w$]*$/.test(key) && random.chance(0.7) ? key : JSON.stringify(key)),
    comma: ",",
    comment: () =>
      random.weighted([
        [8, ""],
        [1, " // a remark: { not json"],
        [1, " /* another, */"],
      ]),
  };
  return `// written by hand\n${write(value, style, "")}\n`;
}

function write(value, style, indent) {
  if (value instanceof Raw) return value.text;
  if (value instanceof Members) return writeObject(value.entries, style, indent);
  if (Array.isArray(value)) return writeArray(value, style, indent);
  if (value !== null && typeof value === "object") return writeObject(Object.entries(value), style, indent);
  return JSON.stringify(value);
}

function writeObject(entries, style, indent) {
  const present = entries.filter(([, value]) => value !== undefined);
  if (present.length === 0) return "{}";
  const deeper = `${indent}  `;
  const lines = present.map(([key, value]) => `${deeper}${style.key(key)}: ${write(value, style, deeper)}`);
  return `{\n${joined(lines, style)}\n${indent}}`;
}

function writeArray(values, style, indent) {
  if (values.length === 0) return "[]";
  const deeper = `${indent}  `;
  const lines = values.map((value) => `${deeper}${write(value, style, deeper)}`);
  return `[\n${joined(lines, style)}\n${indent}]`;
}

function joined(lines, style) {
  const last = lines.length - 1;
  return lines.map((line, at) => `${line}${at < last ? "," : style.comma}${style.comment()}`).join("\n");
}
