/** Why a gateway's files could not be read or written as asked. The sentence is `errors.<code>`. */
export class PublishError extends Error {
  override readonly name = "PublishError";
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: string, params: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.params = params;
  }
}

/** The system's own name of a failure, such as `EACCES`; `unknown` for anything else. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
