import { gunzipSync } from "node:zlib";
import { OperationError } from "#lib/operations/operation-error.ts";

/** A report of thousands of profiles is some megabytes; over the wire the guard allows one. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** The gzip'd JSON that a gateway's host posts. Throws OperationError `request_invalid`. */
export async function hostBody(request: Request): Promise<unknown> {
  const bytes = Buffer.from(await request.arrayBuffer());
  try {
    return JSON.parse(gunzipSync(bytes, { maxOutputLength: BODY_BYTES_MAX }).toString("utf8"));
  } catch {
    throw new OperationError("request_invalid");
  }
}
