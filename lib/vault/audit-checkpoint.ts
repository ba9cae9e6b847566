import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { decodeBase64url } from "#lib/vault/base64url.ts";
import { deriveKey } from "#lib/vault/derive-key.ts";
import { isKeyId } from "#lib/vault/key-id.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

const FORMAT = "clawkeep-audit-checkpoint";
const VERSION = 1;
const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** How long the audit log was at a moment, and the chain value of its newest row, in hexadecimal. */
export type AuditPoint = { rows: number; head: string; atMs: number };

/**
 * Writes a checkpoint and signs it with Ed25519, under a key derived from the keyring's current one.
 *
 * The public key stands in it, so that whoever keeps several sees that one key signed them. What proves a checkpoint is
 * the keyring: anyone can put a public key of their own there.
 */
export function signCheckpoint(keyring: Keyring, point: AuditPoint): string {
  const { id: keyId, key } = keyring.current;
  const { rows, head, atMs } = point;
  const facts = { vaultId: keyring.vaultId, rows, head, at: new Date(atMs).toISOString(), keyId };
  const signer = signingKey(key);
  const publicKey = publicBytes(signer).toString("base64url");
  const signature = sign(null, signedText({ ...facts, publicKey }), signer).toString("base64url");
  const document = { format: FORMAT, version: VERSION, ...facts, publicKey, signature };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * What a checkpoint says, if this keyring signed it.
 *
 * Throws VaultError `checkpoint_malformed`, `checkpoint_of_another_vault`, `checkpoint_key_unknown` for a key that the
 * keyring does not have (any more), and `checkpoint_refused` when anything in it was changed.
 */
export function openCheckpoint(keyring: Keyring, text: string): AuditPoint {
  const { signature, ...facts } = parseCheckpoint(text);
  if (facts.vaultId !== keyring.vaultId) throw new VaultError("checkpoint_of_another_vault");
  const key = keyring.keys.get(facts.keyId)?.key;
  if (!key) throw new VaultError("checkpoint_key_unknown", { keyId: facts.keyId });
  const signer = signingKey(key);
  const isOurs = publicBytes(signer).toString("base64url") === facts.publicKey;
  if (!isOurs || !verify(null, signedText(facts), createPublicKey(signer), signature))
    throw new VaultError("checkpoint_refused");
  return { rows: facts.rows, head: facts.head, atMs: Date.parse(facts.at) };
}

type Facts = { vaultId: string; rows: number; head: string; at: string; keyId: string; publicKey: string };

/** Each part with its length before it, so that no two checkpoints are the same text. */
function signedText({ vaultId, rows, head, at, keyId, publicKey }: Facts): Buffer {
  const parts = [`${FORMAT} v${VERSION}`, vaultId, String(rows), head, at, keyId, publicKey];
  return Buffer.from(parts.map((part) => `${Buffer.byteLength(part)}:${part},`).join(""));
}

function signingKey(keyringKey: KeyObject): KeyObject {
  const seed = deriveKey(keyringKey, "sign audit checkpoints").export();
  const der = Buffer.concat([PKCS8_ED25519, seed]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  seed.fill(0);
  der.fill(0);
  return key;
}

function publicBytes(signer: KeyObject): Buffer {
  return createPublicKey(signer).export({ format: "der", type: "spki" }).subarray(-PUBLIC_KEY_BYTES);
}

const NAMES = "at format head keyId publicKey rows signature vaultId version";

function parseCheckpoint(text: string): Facts & { signature: Buffer } {
  const value = parseObject(text);
  const { vaultId, rows, head, at, keyId, publicKey } = value;
  const signature = decodeBase64url(String(value.signature), {
    bytesMin: SIGNATURE_BYTES,
    bytesMax: SIGNATURE_BYTES,
  });
  const isOurs = value.format === FORMAT && value.version === VERSION;
  const isNamed = isKeyId("vault", vaultId) && isKeyId("kr", keyId) && typeof publicKey === "string";
  if (!isOurs || !isNamed || !isCount(rows) || !isHash(head) || !isTime(at) || !signature)
    throw new VaultError("checkpoint_malformed");
  return { vaultId, rows, head, at, keyId, publicKey, signature };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && Object.keys(value).sort().join(" ") === NAMES)
      return value as Record<string, unknown>;
  } catch {
    // Said below, without what the parser quotes.
  }
  throw new VaultError("checkpoint_malformed");
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isHash = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isTime = (value: unknown): value is string =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
