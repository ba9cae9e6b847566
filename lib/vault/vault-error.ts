/** Everything the vault refuses, by stable code. The catalogs hold a sentence for each under `errors.<code>`. */
export const VAULT_ERROR_CODES = [
  "backup_identity_invalid",
  "backup_not_opened",
  "backup_passphrase_short",
  "backup_recipient_invalid",
  "checkpoint_key_unknown",
  "checkpoint_malformed",
  "checkpoint_of_another_vault",
  "checkpoint_refused",
  "data_key_malformed",
  "data_key_missing",
  "data_key_refused",
  "data_key_wrapping_key_missing",
  "envelope_key_unknown",
  "envelope_malformed",
  "envelope_refused",
  "keyring_command_failed",
  "keyring_command_invalid",
  "keyring_command_refused",
  "keyring_command_timeout",
  "keyring_current_unknown",
  "keyring_duplicate_ids",
  "keyring_exists",
  "keyring_full",
  "keyring_key_short",
  "keyring_malformed",
  "keyring_missing",
  "keyring_not_a_file",
  "keyring_not_written",
  "keyring_passphrase_short",
  "keyring_passphrase_wrong",
  "keyring_readable_by_others",
  "keyring_source_read_only",
  "keyring_symlink",
  "keyring_unreadable",
  "keyring_wrong_format",
  "keyring_wrong_owner",
  "keyring_wrong_version",
  "password_hash_malformed",
  "password_queue_full",
  "password_too_long",
  "place_not_text",
  "secret_empty",
  "secret_not_text",
  "plaintext_too_long",
  "vault_sealed",
] as const;

export type VaultErrorCode = (typeof VAULT_ERROR_CODES)[number];

/**
 * A refusal of the vault. `code` is stable and `params` are safe to show.
 *
 * It never carries a cause: parsers quote their input, and the input here holds keys.
 */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: VaultErrorCode, params: Record<string, string | number> = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
