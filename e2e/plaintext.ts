import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A place where a secret shows, and how it is spelled there. Never the secret itself. */
export type Trace = { where: string; secret: string; spelling: string };

/** The beginning of a secret gives it away when the rest is a matter of patience. */
const BEGINNING = 12;

/**
 * Secrets by a name that may be shown. `skip` is how many of its first characters everyone knows, such as
 * `sk-ant-oat01-`, so that the search for its beginning begins behind them.
 */
export type Secrets = Readonly<Record<string, string | { text: string; skip: number }>>;

/** Every place below a folder where a secret is written in any spelling. Links are not followed. */
export function tracesBelow(
  folder: string,
  secrets: Secrets,
  except: (file: string) => boolean = () => false,
): Trace[] {
  return filesBelow(folder)
    .filter((file) => !except(file))
    .flatMap((file) => tracesIn(readFileSync(file), secrets, file));
}

/** Every spelling of a secret in a text or in bytes that came from `where`. */
export function tracesIn(content: string | Buffer, secrets: Secrets, where: string): Trace[] {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return Object.entries(secrets).flatMap(([secret, value]) => {
    const { text, skip } = typeof value === "string" ? { text: value, skip: 0 } : value;
    return Object.entries(spellings(text, skip))
      .filter(([, spelled]) => bytes.includes(spelled))
      .map(([spelling]) => ({ where, secret, spelling }));
  });
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function spellings(text: string, skip: number): Record<string, string | Buffer> {
  const bytes = Buffer.from(text);
  const hex = bytes.toString("hex");
  return {
    plain: text,
    "JSON string": JSON.stringify(text).slice(1, -1),
    "JSON in JSON": JSON.stringify(JSON.stringify(text)).slice(3, -3),
    "URL-encoded": encodeURIComponent(text),
    "form-encoded": new URLSearchParams({ v: text }).toString().slice(2),
    HTML: text
      .replaceAll("&", "&amp;")
      .replaceAll('"', "&quot;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;"),
    hex,
    "hex in capitals": hex.toUpperCase(),
    "base64, first case": base64Behind(bytes, 0),
    "base64, second case": base64Behind(bytes, 1),
    "base64, third case": base64Behind(bytes, 2),
    base64url: bytes.toString("base64url").slice(0, -2),
    "UTF-16": Buffer.from(text, "utf16le"),
    reversed: [...text].reverse().join(""),
    beginning: text.slice(skip, skip + BEGINNING),
  };
}

/** Inside a longer text the letters depend on how many bytes stand before; both ends are left out. */
function base64Behind(bytes: Buffer, before: number): string {
  return Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .slice(before === 0 ? 0 : 4, -4);
}
