/**
 * What can be wrong with the audit log. `edited`: a row is not as it was written. `missing`: its id is not there, and later
 * ones are. `reordered`: another row stands in its place. `truncated`: the newest rows were taken out. `rewritten`: the log
 * fits together, and is not the one that a checkpoint was made of. `checkpoint_forged`: a kept checkpoint's signature is
 * not the keyring's.
 */
export const AUDIT_FAULTS = [
  "edited",
  "missing",
  "reordered",
  "truncated",
  "rewritten",
  "checkpoint_forged",
] as const;

export type AuditFault = (typeof AUDIT_FAULTS)[number];

/** The first row that is not as it was written, and what is wrong with it. */
export type BadRow = { id: number; fault: AuditFault };
