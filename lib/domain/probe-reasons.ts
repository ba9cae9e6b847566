import type { SweepReason } from "#lib/domain/probe-facts.ts";
import type { ProbeReason } from "#lib/domain/probe-verdict.ts";

/** Every reason there is a sentence for, under `probes.reason`. */
const REASONS = {
  excluded_by_auth_order: true,
  missing_credential: true,
  expired: true,
  invalid_expires: true,
  unresolved_ref: true,
  ineligible_profile: true,
  no_model: true,
  client_login: true,
  cloud_signature: true,
  token_exchange: true,
  config_headers: true,
  no_chat: true,
  needs_base_url: true,
  oauth_held_by_gateway: true,
  claude_code_only: true,
  quota_exhausted: true,
  model_not_found: true,
  check_not_permitted: true,
  check_not_offered: true,
  key_not_checked: true,
  not_a_provider: true,
  secret_not_sendable: true,
  address_refused: true,
  name_not_found: true,
  connection_failed: true,
  connection_closed: true,
  tls_untrusted: true,
  tls_expired: true,
  tls_wrong_host: true,
  tls_handshake: true,
  proxy_unreachable: true,
  proxy_credential_refused: true,
  proxy_refused: true,
  redirected: true,
  malformed_answer: true,
  answer_too_large: true,
  cancelled: true,
  demo_gateway: true,
  credential_gone: true,
  command_not_allowed: true,
  server_not_allowed: true,
} as const satisfies Record<ProbeReason | SweepReason, true>;

/** For what comes from the database, where a reason is a text. */
export function isProbeReason(text: string): text is keyof typeof REASONS {
  return Object.hasOwn(REASONS, text);
}
