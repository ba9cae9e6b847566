import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { SecretText } from "#lib/domain/secret-text.ts";

/** 33 and 3 bytes make 48 characters of base64url with no spare bits. */
const TOKEN_RANDOM_BYTES = 33;
const TOKEN_CHECKSUM_BYTES = 3;
const TOKEN_BODY = /^[A-Za-z0-9_-]{48}$/;

/** What tokens are for. Each kind has a prefix and labels of its own, so that one is never taken for another. */
type TokenKind = { prefix: string; idPrefix: string; label: string };

const RESOLVER: TokenKind = { prefix: "ckr_", idPrefix: "tok", label: "resolver token" };
const API: TokenKind = { prefix: "cka_", idPrefix: "api", label: "api token" };
const CALENDAR: TokenKind = { prefix: "ckc_", idPrefix: "cal", label: "calendar link" };
const INVITATION: TokenKind = { prefix: "cki_", idPrefix: "inv", label: "invitation" };
const JOIN: TokenKind = { prefix: "ckj_", idPrefix: "joi", label: "join token" };
const OIDC_SIGN_IN: TokenKind = { prefix: "cko_", idPrefix: "oid", label: "OpenID sign-in" };
const PASSKEY_CHALLENGE: TokenKind = { prefix: "ckp_", idPrefix: "pkc", label: "passkey challenge" };
const PENDING_SIGN_IN: TokenKind = { prefix: "cks_", idPrefix: "sgn", label: "pending sign-in" };

/** Crockford's base32: no I, L, O or U, so nothing is misread from a terminal. */
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SETUP_CODE_CHARACTERS = 20;
const RECOVERY_CODE_CHARACTERS = 16;
const SETUP_CODE_GROUP = /.{5}(?=.)/g;
const RECOVERY_CODE_GROUP = /.{4}(?=.)/g;

/** `id` and `hash` are stored; the token itself is handed over once and kept nowhere. */
export type NewToken = { token: SecretText; id: string; hash: string };

/** A gateway's bearer token: `ckr_`, 264 random bits and a 24-bit checksum. */
export const newResolverToken = (): NewToken => newToken(RESOLVER);
export const isResolverToken = (text: string): boolean => isToken(RESOLVER, text);
export const hashResolverToken = (token: string): string => hashToken(RESOLVER, token);

/** A monitoring system's bearer token: `cka_`, 264 random bits and a 24-bit checksum. */
export const newApiToken = (): NewToken => newToken(API);
export const isApiToken = (text: string): boolean => isToken(API, text);
export const hashApiToken = (token: string): string => hashToken(API, token);

/** The secret part of a calendar's address: `ckc_`, 264 random bits and a 24-bit checksum. */
export const newCalendarSecret = (): NewToken => newToken(CALENDAR);
export const isCalendarSecret = (text: string): boolean => isToken(CALENDAR, text);
export const hashCalendarSecret = (secret: string): string => hashToken(CALENDAR, secret);

/** The secret part of an invitation's address: `cki_`, 264 random bits and a 24-bit checksum. */
export const newInvitationToken = (): NewToken => newToken(INVITATION);
export const isInvitationToken = (text: string): boolean => isToken(INVITATION, text);
export const hashInvitationToken = (token: string): string => hashToken(INVITATION, token);

/** With which a host joins a console, once: `ckj_`, 264 random bits and a 24-bit checksum. */
export const newJoinToken = (): NewToken => newToken(JOIN);
export const isJoinToken = (text: string): boolean => isToken(JOIN, text);
export const hashJoinToken = (token: string): string => hashToken(JOIN, token);

/** What a browser holds between a right password and the second factor: `cks_`, 264 random bits and a checksum. */
export const newPendingSignIn = (): NewToken => newToken(PENDING_SIGN_IN);
export const isPendingSignIn = (text: string): boolean => isToken(PENDING_SIGN_IN, text);
export const hashPendingSignIn = (token: string): string => hashToken(PENDING_SIGN_IN, token);

/** Binds what a passkey is asked to sign to the browser that asked: `ckp_`, 264 random bits and a checksum. */
export const newPasskeyChallenge = (): NewToken => newToken(PASSKEY_CHALLENGE);
export const hashPasskeyChallenge = (token: string): string => hashToken(PASSKEY_CHALLENGE, token);

/** What a browser holds while its person is at the OpenID provider: `cko_`, 264 random bits and a checksum. */
export const newOidcSignIn = (): NewToken => newToken(OIDC_SIGN_IN);
export const isOidcSignIn = (text: string): boolean => isToken(OIDC_SIGN_IN, text);
export const hashOidcSignIn = (token: string): string => hashToken(OIDC_SIGN_IN, token);

/**
 * What is sent to the provider, worked out from the token, so that nothing of it is stored: each 256 bits in 43
 * characters, and none tells another or the token.
 */
export function oidcTexts(token: string): { state: string; nonce: string; codeVerifier: string } {
  return {
    state: labelledHash("clawkeep OpenID state v1", token),
    nonce: labelledHash("clawkeep OpenID nonce v1", token),
    codeVerifier: labelledHash("clawkeep OpenID code verifier v1", token),
  };
}

/**
 * The hash a session is stored and looked up by. The token is in the cookie only: 32 random letters and
 * digits, so that SHA-256 is enough for it as well.
 */
export function hashSessionToken(token: string): string {
  return labelledHash("clawkeep session token v1", token);
}

/**
 * A one-time code for the first owner, to be typed from a terminal: `7K3QD-9XW2M-0R5TB-HJ4CN`, 100 random bits.
 *
 * 100 bits cannot be guessed from the hash either, so SHA-256 is enough for it too.
 */
export function newSetupCode(): { code: SecretText; hash: string } {
  const code = randomCrockford(SETUP_CODE_CHARACTERS).replace(SETUP_CODE_GROUP, "$&-");
  return { code: new SecretText(code), hash: hashSetupCode(code) };
}

/** The hash of a setup code however it was typed: case, blanks and hyphens do not matter, O is 0, I and L are 1. */
export function hashSetupCode(code: string): string {
  return labelledHash("clawkeep setup code v1", typedCrockford(code));
}

/**
 * A code for someone whose second factor is lost: `7K3Q-D9XW-2M0R-5TBH`, 80 random bits. That is enough for its hash:
 * guessing it from a copy of the database takes longer than anyone has.
 */
export function newRecoveryCode(): { code: SecretText; hash: string } {
  const code = randomCrockford(RECOVERY_CODE_CHARACTERS).replace(RECOVERY_CODE_GROUP, "$&-");
  return { code: new SecretText(code), hash: hashRecoveryCode(code) };
}

/** The hash of a recovery code however it was typed, as for setup codes. */
export function hashRecoveryCode(code: string): string {
  return labelledHash("clawkeep recovery code v1", typedCrockford(code));
}

/** Compares two stored hashes in a time that does not depend on where they differ. */
export function sameHash(left: string, right: string): boolean {
  const [leftBytes, rightBytes] = [Buffer.from(left), Buffer.from(right)];
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

function randomCrockford(length: number): string {
  // 256 is a multiple of 32, so every character is equally likely.
  return Array.from(randomBytes(length), (byte) => CROCKFORD.charAt(byte % 32)).join("");
}

function typedCrockford(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
}

/**
 * The prefix lets secret scanners find a leaked token; the checksum tells a cut or mistyped one from an
 * unknown one without asking the database.
 */
function newToken({ prefix, idPrefix, label }: TokenKind): NewToken {
  const random = randomBytes(TOKEN_RANDOM_BYTES);
  const body = Buffer.concat([random, tokenChecksum(label, random)]).toString("base64url");
  const token = `${prefix}${body}`;
  const id = `${idPrefix}_${randomUUID().replaceAll("-", "")}`;
  return { token: new SecretText(token), id, hash: labelledHash(`clawkeep ${label} v1`, token) };
}

/** True for a text that `newToken` could have made. Says nothing about whether it is live. */
function isToken({ prefix, label }: TokenKind, text: string): boolean {
  const body = text.slice(prefix.length);
  if (!text.startsWith(prefix) || !TOKEN_BODY.test(body)) return false;
  const bytes = Buffer.from(body, "base64url");
  const random = bytes.subarray(0, TOKEN_RANDOM_BYTES);
  return tokenChecksum(label, random).equals(bytes.subarray(TOKEN_RANDOM_BYTES));
}

/**
 * The hash a token is stored and looked up by: SHA-256 under a label, base64url.
 *
 * A slow password hash protects what people choose, because that can be guessed. This is 264 random
 * bits: no guess succeeds at any speed, and a slow hash would only let strangers keep the console busy.
 */
function hashToken({ label }: TokenKind, token: string): string {
  return labelledHash(`clawkeep ${label} v1`, token);
}

function tokenChecksum(label: string, random: Buffer): Buffer {
  const hash = createHash("sha256").update(`clawkeep ${label} checksum v1\0`).update(random).digest();
  return hash.subarray(0, TOKEN_CHECKSUM_BYTES);
}

function labelledHash(label: string, text: string): string {
  return createHash("sha256").update(`${label}\0`).update(text).digest("base64url");
}
