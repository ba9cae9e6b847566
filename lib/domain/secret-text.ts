/** Shorter secrets show no tail: four characters of a short secret would be too much of it. */
const TAIL_NEEDS_LENGTH = 16;
const TAIL_LENGTH = 4;

/**
 * A secret in memory that refuses to be printed.
 *
 * The text is in a private field, so `JSON.stringify`, template strings, `console.log` and error
 * messages show `[secret]` or nothing. `reveal()` is the only way out and is searched for in review.
 */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The plaintext. Callers hand it to the vault, a file or a socket, never to a person. */
  reveal(): string {
    return this.#text;
  }

  get length(): number {
    return this.#text.length;
  }

  /** True for a secret with the very same text. */
  equals(other: SecretText): boolean {
    return this.#text === other.#text;
  }

  isBlank(): boolean {
    return this.#text.trim() === "";
  }

  /**
   * The last four characters, to tell two secrets apart in a list; null when that would give too much away: below
   * 16 characters, unless the caller has a reason to ask for less. Blanks and line breaks around it are no part of it.
   */
  tail(lengthMin = TAIL_NEEDS_LENGTH): string | null {
    const text = this.#text.trim();
    return text.length >= lengthMin ? text.slice(-TAIL_LENGTH) : null;
  }

  toString(): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}

/** Stands where a secret does that is on another host; too short to show any of itself. */
export function heldText(): string {
  return "[held there]";
}

/** A secret on another host: that it is there is all that is known of it here. */
export class HeldSecret extends SecretText {
  /** `name` tells it from others, such as a variable's. */
  constructor(name: string) {
    super(`[${name}]`);
  }

  override tail(): string | null {
    return null;
  }
}

/**
 * A secret as OpenClaw uses it in a request: without line breaks and characters above U+00FF, trimmed; null when
 * nothing is left.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.1.
 */
export function cleanedSecret(secret: SecretText): SecretText | null {
  if (secret instanceof HeldSecret) return secret;
  const text = secret.reveal();
  const cleaned = text.replace(/[\r\n\u2028\u2029]+|[\u0100-\uffff]/g, "").trim();
  return cleaned === "" ? null : new SecretText(cleaned);
}
