/**
 * The bytes of canonical base64url text, or null.
 *
 * Node's decoder skips what it does not know and ignores spare bits, so several texts mean the same
 * bytes. Writing them back and comparing leaves one text for each: no padding, no foreign character,
 * spare bits zero.
 */
export function decodeBase64url(text: string, length: { bytesMin: number; bytesMax: number }): Buffer | null {
  if (text.length > Math.ceil((length.bytesMax * 4) / 3)) return null;
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length < length.bytesMin || bytes.length > length.bytesMax) return null;
  return bytes.toString("base64url") === text ? bytes : null;
}
