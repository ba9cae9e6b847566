import { z } from "zod";
import { SecretText } from "#lib/domain/secret-text.ts";

/** Kept lower-cased: two spellings of one address must not be two people, nor two rate limits. */
export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const PersonName = z.string().trim().min(1).max(80);

/** Long enough to resist guessing, short enough that hashing it is no weapon. */
export const Password = z
  .string()
  .min(12)
  .max(256)
  .transform((text) => new SecretText(text));
