import { HIDDEN_NAME, looksLikeSecret } from "#lib/domain/secret-name.ts";

/** `error`: OpenClaw or we cannot use it. `warning`: it works, but not as its writer may think. `info`: worth knowing. */
export type FindingSeverity = "error" | "warning" | "info";

const SEVERITIES = {
  file_unreadable: "error",
  file_not_regular: "error",
  file_too_large: "error",
  file_unstable: "error",
  file_outside: "error",
  file_is_symlink: "warning",
  file_open_to_others: "warning",
  file_foreign_owner: "warning",
  file_not_utf8: "warning",
  json_syntax: "error",
  json_not_object: "error",
  json_duplicate_key: "warning",
  store_without_profiles: "error",
  store_entry_ignored: "warning",
  store_entry_respelled: "info",
  store_inline_not_text: "warning",
  store_inline_and_ref: "warning",
  store_ref_malformed: "warning",
  store_order_ignored: "warning",
  store_order_cleaned: "info",
  store_reserved_key: "warning",
  store_profiles_array: "warning",
  store_unknown_key: "info",
  store_version_unknown: "warning",
  store_inherited: "info",
  store_malformed_inherited: "warning",
  store_malformed_empty: "warning",
  legacy_used: "warning",
  legacy_not_read: "warning",
  legacy_entry_ignored: "warning",
  cli_credentials_used: "info",
  config_elsewhere: "warning",
  config_syntax: "error",
  config_too_deep: "error",
  config_not_object: "error",
  config_unknown_key: "error",
  config_invalid_value: "error",
  config_reserved_key: "warning",
  config_env_missing: "warning",
  include_missing: "error",
  include_unreadable: "error",
  include_outside: "error",
  include_hardlinked: "error",
  include_circular: "error",
  include_too_deep: "error",
  include_too_many: "error",
  include_invalid: "error",
  include_not_object: "error",
  env_empty_blocks: "warning",
  env_name_refused: "warning",
  env_value_template: "warning",
  env_login_shell_failed: "warning",
  env_login_shell_not_run: "info",
  secret_provider_alias_invalid: "warning",
  agent_default_ambiguous: "warning",
  agent_id_duplicate: "warning",
  agent_dir_shared: "error",
  agent_dir_unresolved: "error",
  agent_folder_ignored: "warning",
  state_dir_not_absolute: "error",
  state_dir_missing: "error",
  state_dir_not_directory: "error",
  state_dir_unreadable: "error",
  findings_cut: "info",
} as const satisfies Record<string, FindingSeverity>;

export type FindingCode = keyof typeof SEVERITIES;

export const FINDING_CODES = Object.keys(SEVERITIES) as FindingCode[];

/**
 * Something about a gateway's files that a person should know.
 *
 * `line` and `column` count from 1, columns in UTF-16 units. The catalogs hold a sentence for each code
 * under `findings.<code>`, filled with `params`; whoever shows it puts the place in front. No field ever
 * holds a value out of a file: names of keys, ids and paths only, made printable.
 */
export type Finding = {
  code: FindingCode;
  severity: FindingSeverity;
  file: string | null;
  line: number | null;
  column: number | null;
  params: Readonly<Record<string, string | number>>;
};

/** Where something stands in a file; `line` and `column` are null when only the file is known. */
export type FilePosition = { file: string | null; line: number | null; column: number | null };

const NAME_LENGTH_MAX = 200;
const FILE_LENGTH_MAX = 4096;

export function finding(
  code: FindingCode,
  at: FilePosition | string | null,
  params: Record<string, string | number> = {},
): Finding {
  const { file, line, column } =
    typeof at === "object" && at !== null ? at : { file: at, line: null, column: null };
  const shown = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === "string" ? printable(value, FILE_LENGTH_MAX) : value,
  ]);
  return {
    code,
    severity: SEVERITIES[code],
    file: file === null ? null : printable(file, FILE_LENGTH_MAX),
    line,
    column,
    params: Object.fromEntries(shown),
  };
}

/** More findings than this about one file tell a person nothing new, and each costs a search for its place. */
const FINDINGS_MAX = 100;

/** Findings about one file: the first hundred, then one that says how many more there were. */
export class FindingList {
  readonly #list: Finding[] = [];
  #dropped = 0;

  /** `at` is a function because finding a line is work that a dropped finding need not cost. */
  add(
    code: FindingCode,
    at: () => FilePosition | string | null,
    params: Record<string, string | number> = {},
  ): void {
    if (this.#list.length < FINDINGS_MAX) this.#list.push(finding(code, at(), params));
    else this.#dropped += 1;
  }

  all(): Finding[] {
    if (this.#dropped === 0) return [...this.#list];
    const file = this.#list[0]?.file ?? null;
    return [...this.#list, finding("findings_cut", file, { count: this.#dropped })];
  }
}

/** Control, bidirectional, zero-width and unpaired surrogate characters: what a terminal or a page would obey or hide. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/** What nearly every text is: some blocks of Unicode that have none of these, and are much quicker to tell. */
const PLAIN =
  /^[ -~\u00a1-\u00ac\u00ae-\u0377\u0391-\u03a1\u03a3-\u052f\u2010-\u2027\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fa5]*$/;

/** The text with every invisible or obeyed character written as `\u{…}`, cut with `…` when longer than `lengthMax`. */
export function printable(text: string, lengthMax = NAME_LENGTH_MAX): string {
  const cut = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return PLAIN.test(cut)
    ? cut
    : cut.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The name of a key, fit to show: printable, and `…` when it looks like a secret. */
export function shownName(name: string): string {
  return looksLikeSecret(name) ? HIDDEN_NAME : printable(name);
}

/** A path into a document the way OpenClaw writes it: `agents.list[0].id`. */
export function shownPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((shown, segment) => {
    if (typeof segment === "number") return `${shown}[${segment}]`;
    return shown === "" ? shownName(segment) : `${shown}.${shownName(segment)}`;
  }, "");
}
