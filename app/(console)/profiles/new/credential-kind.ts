/** What one can add, as the address says it. */
export const CREDENTIAL_KINDS = ["api-key", "setup-token", "token", "reference"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export function isCredentialKind(value: unknown): value is CredentialKind {
  return CREDENTIAL_KINDS.some((kind) => kind === value);
}
