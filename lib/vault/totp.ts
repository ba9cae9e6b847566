import { Secret, TOTP } from "otpauth";
import { SecretText } from "#lib/domain/secret-text.ts";
import { TOTP_STEP_MS, TOTP_WINDOW_STEPS } from "#lib/domain/totp.ts";

/** 160 bits, as RFC 4226 recommends and every app takes. */
const SECRET_BYTES = 20;

/** What every authenticator app can do; many ignore other settings without a word. */
const SETTINGS = { algorithm: "SHA1", digits: 6, period: TOTP_STEP_MS / 1000 } as const;

/** A new shared secret, in base32 as apps take it. */
export function newTotpSecret(): SecretText {
  return new SecretText(new Secret({ size: SECRET_BYTES }).base32);
}

/** The address that apps read from a QR code. It holds the secret. */
export function totpUri(
  secret: SecretText,
  { issuer, label }: { issuer: string; label: string },
): SecretText {
  const totp = new TOTP({ ...SETTINGS, issuer, label, secret: Secret.fromBase32(secret.reveal()) });
  return new SecretText(totp.toString());
}

/** The 30-second step that this code is of, within the window around `nowMs`, or null. */
export function totpStep(secret: SecretText, code: string, nowMs: number): number | null {
  const delta = TOTP.validate({
    ...SETTINGS,
    token: code,
    secret: Secret.fromBase32(secret.reveal()),
    timestamp: nowMs,
    window: TOTP_WINDOW_STEPS,
  });
  return delta === null ? null : Math.floor(nowMs / TOTP_STEP_MS) + delta;
}
