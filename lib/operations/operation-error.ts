import { type StorageFault, storageFault } from "#lib/domain/storage-fault.ts";

/**
 * An outcome a person can cause and understand. Anything else is a bug and stays a plain Error.
 *
 * `code` is stable: the catalogs hold a sentence for it under `errors.<code>`, the CLI chooses an exit
 * status by it, an API an HTTP status. `params` fill that sentence and are safe to show.
 */
export class OperationError extends Error {
  override readonly name = "OperationError";
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: string, params: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.params = params;
  }
}

/**
 * Turns a refusal of a lower layer (vault, OpenClaw files) into an OperationError with the same code, and what SQLite
 * says of a disk, a file or another process into one of `STORAGE_FAULTS`.
 *
 * Those layers have error classes of their own with `code` and `params`; everything else passes
 * through untouched, because it is a bug.
 */
export function asOperationError(error: unknown): unknown {
  if (error instanceof OperationError) return error;
  const fault = storageFaultOf(error);
  if (fault) return new OperationError(fault, {}, { cause: error });
  if (!(error instanceof Error) || !("code" in error) || !("params" in error)) return error;
  if (typeof error.code !== "string" || typeof error.params !== "object" || error.params === null)
    return error;
  return new OperationError(error.code, error.params as Record<string, string | number>, { cause: error });
}

/** Libraries wrap the driver's error in one of their own. */
const CAUSES_MAX = 4;

function storageFaultOf(error: unknown): StorageFault | null {
  let here = error;
  for (let depth = 0; depth < CAUSES_MAX && here instanceof Error; depth++) {
    const fault = "code" in here && typeof here.code === "string" ? storageFault(here.code) : null;
    if (fault) return fault;
    here = here.cause;
  }
  return null;
}
