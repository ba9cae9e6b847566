import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Needles } from "./needles.ts";

/** A place where a secret shows, and how it is spelled there. Never the secret itself. */
export type Trace = { where: string; secret: string; spelling: string };

/** A part of a secret gives it away when the rest is a matter of patience. Pages show the last four. */
const BEGINNING = 12;
const END = 8;

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
  return [...needlesOf(secrets).foundIn(bytes)].map((one) => ({ where, ...one }));
}

const prepared = new WeakMap<Secrets, Needles<Omit<Trace, "where">>>();

function needlesOf(secrets: Secrets): Needles<Omit<Trace, "where">> {
  const known = prepared.get(secrets);
  if (known) return known;
  const needles = new Needles<Omit<Trace, "where">>();
  for (const [secret, value] of Object.entries(secrets)) {
    for (const [spelling, spelled] of Object.entries(spellingsOf(value)))
      needles.add(Buffer.from(spelled), { secret, spelling });
  }
  prepared.set(secrets, needles);
  return needles;
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * How a secret may be written, by a name for each way. A secret in JSON in base64 is spelled like none of the
 * whole ones, but its beginning is.
 */
export function spellingsOf(value: Secrets[string]): Record<string, string | Buffer> {
  const { text, skip } = typeof value === "string" ? { text: value, skip: 0 } : value;
  const beginning = text.slice(skip, skip + BEGINNING);
  return {
    plain: text,
    ...quoted(text),
    ...encoded(Buffer.from(text), ""),
    "UTF-16": Buffer.from(text, "utf16le"),
    reversed: [...text].reverse().join(""),
    beginning,
    ...encoded(Buffer.from(beginning), "beginning in "),
    end: text.slice(-END),
  };
}

function quoted(text: string): Record<string, string> {
  const json = JSON.stringify(text).slice(1, -1);
  const jsonInJson = JSON.stringify(json).slice(1, -1);
  return {
    "JSON string": json,
    "JSON in JSON": jsonInJson,
    "JSON in a script": json.replace(/[<>&]/g, unicodeEscape),
    "JSON in JSON in a script": jsonInJson.replace(/[<>&]/g, unicodeEscape),
    "URL-encoded": encodeURIComponent(text),
    "form-encoded": new URLSearchParams({ v: text }).toString().slice(2),
    HTML: html(text).replaceAll("'", "&#x27;"),
    "HTML with bare apostrophes": html(text),
  };
}

function encoded(bytes: Buffer, prefix: string): Record<string, string> {
  const hex = bytes.toString("hex");
  const spellings: Record<string, string> = { hex, "hex in capitals": hex.toUpperCase() };
  for (const before of [0, 1, 2]) {
    const base64 = base64Behind(bytes, before);
    spellings[`base64 behind ${before}`] = base64;
    spellings[`base64url behind ${before}`] = base64.replaceAll("+", "-").replaceAll("/", "_");
  }
  return Object.fromEntries(Object.entries(spellings).map(([name, spelled]) => [prefix + name, spelled]));
}

const unicodeEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const html = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Inside a longer text the letters depend on how many bytes stand before; both ends are left out. */
function base64Behind(bytes: Buffer, before: number): string {
  return Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .slice(before === 0 ? 0 : 4, -4);
}
