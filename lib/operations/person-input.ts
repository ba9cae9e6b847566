import { z } from "zod";
import { SecretText } from "#lib/domain/secret-text.ts";

/** Kept lower-cased: two spellings of one address must not be two people, nor two rate limits. */
export const Email = z.string().trim().toLowerCase().max(254, "too_long").pipe(z.email("email_invalid"));

export const PersonName = z.string().trim().min(1, "required").max(80, "too_long");

/** Long enough to resist guessing, short enough that hashing it is no weapon. */
export const Password = z
  .string()
  .min(12, "password_too_short")
  .max(256, "too_long")
  .transform((text) => new SecretText(text));
