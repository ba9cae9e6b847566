import { isUtf8 } from "node:buffer";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { editJson } from "#lib/openclaw/json-edit.ts";
import { editedJson } from "#lib/openclaw/json-edited.ts";
import type { JsonObject } from "#lib/openclaw/own-member.ts";

/**
 * The text of a store and what it parses to, for whoever edits it. Both hold secrets, so they are in private
 * fields and printing shows neither.
 */
export class StoreDocument {
  readonly #text: string;
  readonly #root: JsonObject;
  readonly #bytes: Buffer | null;

  /**
   * `root` is what `JSON.parse` gives for `text`; nobody may change it afterwards. `bytes` are those that the text
   * was read from, when it was read from any; they need not be UTF-8.
   */
  constructor(text: string, root: JsonObject, bytes: Buffer | null = null) {
    this.#text = text;
    this.#root = root;
    this.#bytes = bytes;
  }

  get root(): JsonObject {
    return this.#root;
  }

  /** The file's bytes, null when they are not known or not UTF-8, so that the text does not stand for them. */
  get bytes(): Buffer | null {
    return this.#bytes !== null && isUtf8(this.#bytes) ? this.#bytes : null;
  }

  /**
   * The text with edits made in it. Every byte they do not name stays.
   *
   * A text that is spelled as OpenClaw spells it is edited in what it parses to and spelled again, which takes
   * a fraction of the time and needs no proof: whatever a parser loses (a key that is there twice, the
   * spelling of a number, the place of a key) would have shown as a difference to that spelling.
   */
  edited(edits: readonly MemberEdit[]): string {
    if (edits.length === 0) return this.#text;
    if (!this.#isSpelledByOpenClaw()) return editJson(this.#text, edits, "json");
    return `${spelling(editedJson(this.#root, edits))}\n`;
  }

  #isSpelledByOpenClaw(): boolean {
    // Its last line end is taken off because putting one behind the other text would copy that.
    return this.#text.endsWith("}\n") && this.#text.slice(0, -1) === spelling(this.#root);
  }
}

/** As OpenClaw 2026.3.13 writes its JSON files, without the end of the last line (semantics §1.2). */
function spelling(document: JsonObject): string {
  return JSON.stringify(document, null, 2);
}
