import { randomInt } from "node:crypto";
import type { Secrets } from "./plaintext.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** What a secret may hold and a careless writer spells in another way: quotes, markup, escapes, a blank. */
const ODD = `"<\\/&> +'%é`;

/** Secrets that nobody has seen before this run, so that wherever one is found, it came from here. */
export class Canaries {
  readonly #known: Record<string, Secrets[string]> = {};

  /** All so far. A name says what the secret is for, and may be shown. */
  get secrets(): Secrets {
    return { ...this.#known };
  }

  /** A new secret. `prefix` is what everyone knows of its kind; odd characters stand in its middle. */
  make(name: string, { prefix = "", middle = ODD, letters = 16 } = {}): string {
    const text = `${prefix}${random(letters)}${middle}${random(letters)}`;
    this.note(name, text, prefix.length);
    return text;
  }

  /** One that was made before, to be typed again. */
  textOf(name: string): string {
    const known = this.#known[name];
    if (known === undefined) throw new Error(`There is no secret named ${name}.`);
    return typeof known === "string" ? known : known.text;
  }

  /** A secret that Clawkeep made itself. */
  note(name: string, text: string, skip = 0): void {
    if (name in this.#known) throw new Error(`There is a secret named ${name} already.`);
    this.#known[name] = { text, skip };
  }
}

function random(letters: number): string {
  return Array.from({ length: letters }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
}
