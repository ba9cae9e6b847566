import type { SecretText } from "#lib/domain/secret-text.ts";

const HIDDEN = "[secret]";

/** A run of this many characters of a secret is taken for it. The public beginnings of keys go with it. */
const PIECE_LENGTH = 8;

/**
 * Takes secrets out of a text that may repeat them: whole or in pieces, in any case, as they are or as a URL or
 * base64 would carry them. What a provider says is passed through this before any of it is kept.
 */
export function redactorFor(secrets: readonly SecretText[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => formsOf(secret.reveal().trim())).map(asciiLowerCase);
  const pieces = new Set(forms.flatMap(piecesOf));
  const lengths = [...new Set([...pieces].map((piece) => piece.length))];
  return (text) => covered(text, hiddenSpans(asciiLowerCase(text), pieces, lengths));
}

/** Keeps every character's place, which `toLowerCase` does not: `İ` becomes two. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function formsOf(secret: string): string[] {
  if (secret === "") return [];
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ];
}

/** A form that is shorter than a piece counts whole. */
function piecesOf(form: string): string[] {
  if (form.length <= PIECE_LENGTH) return [form];
  const count = form.length - PIECE_LENGTH + 1;
  return Array.from({ length: count }, (_, start) => form.slice(start, start + PIECE_LENGTH));
}

/** Which characters of a text are part of a piece. */
function hiddenSpans(text: string, pieces: ReadonlySet<string>, lengths: readonly number[]): boolean[] {
  const hidden = new Array<boolean>(text.length).fill(false);
  for (let start = 0; start < text.length; start += 1) {
    for (const length of lengths) {
      if (pieces.has(text.slice(start, start + length))) hidden.fill(true, start, start + length);
    }
  }
  return hidden;
}

function covered(text: string, hidden: readonly boolean[]): string {
  let shown = "";
  for (let index = 0; index < text.length; index += 1) {
    if (!hidden[index]) shown += text[index];
    else if (!hidden[index - 1]) shown += HIDDEN;
  }
  return shown;
}
