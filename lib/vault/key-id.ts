import { randomBytes } from "node:crypto";

const BYTES = 12;

/** What a random id of the vault names: a vault, a key of the keyring, a data key. */
export type KeyIdKind = "vault" | "kr" | "dk";

/** `<kind>_` and 24 hexadecimal digits: no dot, so it can stand inside an envelope. */
export function newKeyId(kind: KeyIdKind): string {
  return `${kind}_${randomBytes(BYTES).toString("hex")}`;
}

export function isKeyId(kind: KeyIdKind, text: unknown): text is string {
  return (
    typeof text === "string" &&
    text.startsWith(`${kind}_`) &&
    /^[0-9a-f]{24}$/.test(text.slice(kind.length + 1))
  );
}
