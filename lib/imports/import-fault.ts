/** A file that cannot be read. `code` and `params` are those of a sentence under `errors`; neither quotes the file. */
export class ImportFault extends Error {
  override readonly name = "ImportFault";
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: string, params: Record<string, string | number> = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
