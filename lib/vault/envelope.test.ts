import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatEnvelope, parseEnvelope } from "#lib/vault/envelope.ts";

const ID = `dk_${"0123456789ab".repeat(2)}`;
const NONCE = "A".repeat(16);
const SEALED = "A".repeat(24);

describe("an envelope's text", () => {
  test("is read back as it was written", () => {
    const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 });
    const sealed = fc.uint8Array({ minLength: 17, maxLength: 400 });
    fc.assert(
      fc.property(nonce, sealed, (nonceBytes, sealedBytes) => {
        const envelope = {
          dataKeyId: ID,
          box: { nonce: Buffer.from(nonceBytes), sealed: Buffer.from(sealedBytes) },
        };
        const text = formatEnvelope(envelope);
        expect(parseEnvelope(text)).toEqual(envelope);
        expect(formatEnvelope(parseEnvelope(text))).toBe(text);
      }),
    );
  });

  test("holds 1 to 16384 bytes of plaintext", () => {
    const box = (bytes: number) => ({ nonce: Buffer.alloc(12), sealed: Buffer.alloc(bytes + 16) });
    const parse = (bytes: number) => parseEnvelope(formatEnvelope({ dataKeyId: ID, box: box(bytes) }));
    expect(parse(1).box.sealed).toHaveLength(17);
    expect(parse(16_384).box.sealed).toHaveLength(16_400);
    expect(() => parse(0)).toThrow(expect.objectContaining({ code: "envelope_malformed" }));
    expect(() => parse(16_385)).toThrow(expect.objectContaining({ code: "envelope_malformed" }));
  });

  test.each([
    ["nothing", ""],
    ["a plain secret", "sk-fake-AAAAAAAAAAAAAAAA"],
    ["too few parts", `v1.${ID}.${NONCE}`],
    ["too many parts", `v1.${ID}.${NONCE}.${SEALED}.`],
    ["another version", `v2.${ID}.${NONCE}.${SEALED}`],
    ["a capital version", `V1.${ID}.${NONCE}.${SEALED}`],
    ["no data key", `v1..${NONCE}.${SEALED}`],
    ["an id of another kind", `v1.${ID.replace("dk", "kr")}.${NONCE}.${SEALED}`],
    ["a capital in the id", `v1.${ID.toUpperCase()}.${NONCE}.${SEALED}`],
    ["a longer id", `v1.${ID}0.${NONCE}.${SEALED}`],
    ["a line end in the id", `v1.${ID}\n.${NONCE}.${SEALED}`],
    ["a short nonce", `v1.${ID}.${NONCE.slice(1)}.${SEALED}`],
    ["a long nonce", `v1.${ID}.${NONCE}AA.${SEALED}`],
    ["a tag and no ciphertext", `v1.${ID}.${NONCE}.${"A".repeat(22)}`],
    ["padding", `v1.${ID}.${NONCE}.${SEALED}==`],
    ["spare bits", `v1.${ID}.${NONCE}.${SEALED.slice(2)}B`],
    ["the other base64 alphabet", `v1.${ID}.${NONCE}.${SEALED}++++`],
    ["a blank before", ` v1.${ID}.${NONCE}.${SEALED}`],
    ["a line end after", `v1.${ID}.${NONCE}.${SEALED}\n`],
  ])("with %s is refused", (_what, text) => {
    expect(() => parseEnvelope(text)).toThrow(
      expect.objectContaining({ code: "envelope_malformed", params: {} }),
    );
  });
});
