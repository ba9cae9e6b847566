import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { readStdin } from "#cli/command.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** More than any secret the operations take, so that they can say what is wrong with it. */
const SECRET_BYTES_MAX = 65_536;

/**
 * After a line break, this much silence, in milliseconds, means the Enter key and not the middle of a
 * paste. A terminal hands a paste over in pieces within a few milliseconds.
 */
const PASTE_SILENCE_MS = 120;

const INTERRUPT = "\u0003";
const END_OF_INPUT = "\u0004";
const ERASE_LINE = "\u0015";
const ERASE: ReadonlySet<string> = new Set(["\u0008", "\u007f"]);

/** A terminal that standard input comes from. */
type Terminal = Readable & { isTTY: true; setRawMode(raw: boolean): unknown };

type Streams = { stdin: Readable; stderr: Writable };

export function isTerminal(stdin: Readable): stdin is Terminal {
  return "isTTY" in stdin && stdin.isTTY === true && "setRawMode" in stdin;
}

/**
 * Reads a secret from standard input: to its end from a pipe or file, and one unseen line from a
 * terminal, after the prompt on stderr.
 *
 * A paste with line breaks inside is read whole, so the operation refuses it; taking its first line would
 * store half a token and hand the other half to the shell. Ctrl-C and an immediate Ctrl-D throw
 * `cancelled`.
 */
export async function readSecret({ stdin, stderr }: Streams, prompt: string): Promise<string> {
  if (!isTerminal(stdin)) return readStdin(stdin, SECRET_BYTES_MAX);
  stderr.write(`${prompt} `);
  stdin.setRawMode(true);
  try {
    return await readUnseenLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

function readUnseenLine(stdin: Readable): Promise<string> {
  const decoder = new StringDecoder("utf8");
  const line = new UnseenLine();
  return new Promise((resolve, reject) => {
    let silence: NodeJS.Timeout | undefined;
    const stop = (end: () => void) => {
      clearTimeout(silence);
      stdin.off("data", take).off("end", finish).off("error", fail);
      end();
    };
    const finish = () => stop(() => resolve(line.text));
    const fail = (error: Error) => stop(() => reject(error));
    const take = (chunk: Buffer | string) => {
      clearTimeout(silence);
      const verdict = line.type(typeof chunk === "string" ? chunk : decoder.write(chunk));
      if (verdict === "cancelled") fail(new OperationError("cancelled"));
      else if (verdict === "ended") finish();
      else if (line.endsWithBreak()) silence = setTimeout(finish, PASTE_SILENCE_MS);
    };
    stdin.on("data", take).once("end", finish).once("error", fail).resume();
  });
}

/** What was typed so far, with the few keys that edit it. */
class UnseenLine {
  #typed = "";

  /** Without the line break that ended it. */
  get text(): string {
    return this.#typed.replace(/[\r\n]+$/, "");
  }

  endsWithBreak(): boolean {
    return /[\r\n]$/.test(this.#typed);
  }

  type(keys: string): "open" | "ended" | "cancelled" {
    for (const key of keys) {
      if (key === INTERRUPT) return "cancelled";
      if (key === END_OF_INPUT) return this.#typed === "" ? "cancelled" : "ended";
      this.#typed = edited(this.#typed, key);
    }
    return "open";
  }
}

function edited(typed: string, key: string): string {
  if (key === ERASE_LINE) return "";
  if (ERASE.has(key)) return [...typed].slice(0, -1).join("");
  return typed.length < SECRET_BYTES_MAX ? typed + key : typed;
}
