import { z } from "zod";
import { SecretText } from "#lib/domain/secret-text.ts";

/** The fields that registering and editing a gateway parse with. Messages are codes, as in credential-input. */

export const AbsolutePath = z
  .string()
  .trim()
  .max(4096, "too_long")
  .regex(/^\/[^\0]*$/, "path_not_absolute");

export const GatewayName = z
  .string()
  .trim()
  .min(1, "required")
  .max(64, "too_long")
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "gateway_name_characters");

const RPC_URL = /^wss?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/;

/** The URL is stored and shown as it is, so it has no room for a secret: no user, no query, no fragment. */
export const RpcUrl = z
  .string()
  .trim()
  .max(512, "too_long")
  .refine((text) => RPC_URL.test(text) && URL.canParse(text), "rpc_url");

/** A secret becomes a SecretText at the first line that touches it. */
export const RpcToken = z
  .string()
  .trim()
  .min(1, "required")
  .max(4096, "too_long")
  .transform((text) => new SecretText(text));
