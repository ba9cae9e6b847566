import type { FindingCode } from "#lib/openclaw/finding.ts";

/** What findings about files have in common; the catalogs hold `doctor.families.<family>` with `title` and `why`. */
export type FindingFamily =
  | "unreadable"
  | "open_to_others"
  | "foreign_owner"
  | "link"
  | "malformed"
  | "config"
  | "store"
  | "shadowed"
  | "inherited"
  | "legacy"
  | "environment"
  | "agents"
  | "state_dir"
  | "cut";

const FAMILIES: Readonly<Record<FindingCode, FindingFamily>> = {
  file_unreadable: "unreadable",
  file_not_regular: "unreadable",
  file_too_large: "unreadable",
  file_unstable: "unreadable",
  file_outside: "unreadable",
  file_is_symlink: "link",
  file_open_to_others: "open_to_others",
  file_foreign_owner: "foreign_owner",
  file_not_utf8: "malformed",
  json_syntax: "malformed",
  json_not_object: "malformed",
  json_duplicate_key: "malformed",
  store_without_profiles: "malformed",
  store_entry_ignored: "store",
  store_entry_respelled: "store",
  store_inline_not_text: "store",
  store_inline_and_ref: "shadowed",
  store_ref_malformed: "store",
  store_order_ignored: "store",
  store_order_cleaned: "store",
  store_reserved_key: "store",
  store_profiles_array: "store",
  store_unknown_key: "store",
  store_version_unknown: "store",
  store_inherited: "inherited",
  store_malformed_inherited: "malformed",
  store_malformed_empty: "malformed",
  legacy_used: "legacy",
  legacy_not_read: "legacy",
  legacy_entry_ignored: "legacy",
  cli_credentials_used: "inherited",
  config_elsewhere: "link",
  config_syntax: "config",
  config_too_deep: "config",
  config_not_object: "config",
  config_unknown_key: "config",
  config_invalid_value: "config",
  config_reserved_key: "config",
  config_env_missing: "environment",
  include_missing: "config",
  include_unreadable: "config",
  include_outside: "config",
  include_hardlinked: "config",
  include_circular: "config",
  include_too_deep: "config",
  include_too_many: "config",
  include_invalid: "config",
  include_not_object: "config",
  env_empty_blocks: "environment",
  env_name_refused: "environment",
  env_value_template: "environment",
  env_login_shell_failed: "environment",
  env_login_shell_not_run: "environment",
  secret_provider_alias_invalid: "config",
  agent_default_ambiguous: "agents",
  agent_id_duplicate: "agents",
  agent_dir_shared: "agents",
  agent_dir_unresolved: "agents",
  agent_folder_ignored: "agents",
  state_dir_not_absolute: "state_dir",
  state_dir_missing: "state_dir",
  state_dir_not_directory: "state_dir",
  state_dir_unreadable: "state_dir",
  findings_cut: "cut",
};

export const FINDING_FAMILIES = [...new Set(Object.values(FAMILIES))];

export function familyOf(code: FindingCode): FindingFamily {
  return FAMILIES[code];
}
