import { findPasswordHash } from "#db/repositories/people.ts";
import { countRecoveryCodes, findRequiredRoles, findTotpSummary } from "#db/repositories/second-factors.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type SecurityView = {
  asOfMs: number;
  /** `begun` until a first code came from the app. */
  app: "off" | "begun" | "on";
  appSinceMs: number | null;
  recoveryCodesLeft: number;
  hasPassword: boolean;
  /** This person's role has to have a second factor. */
  isRequired: boolean;
};

/** What the person who asks signs in with; nobody else's. */
export function securityView({ db, actor, nowMs }: ViewContext): SecurityView {
  if (actor.kind !== "user") throw new OperationError("forbidden", { permission: "own" });
  const app = findTotpSummary(db.reader, actor.userId);
  const appSinceMs = app?.confirmedAtMs ?? null;
  return {
    asOfMs: nowMs,
    app: appSinceMs !== null ? "on" : app ? "begun" : "off",
    appSinceMs,
    recoveryCodesLeft: countRecoveryCodes(db.reader, actor.userId),
    hasPassword: findPasswordHash(db.reader, actor.userId) !== null,
    isRequired: findRequiredRoles(db.reader).includes(actor.role),
  };
}
