import { listPasskeys } from "#db/repositories/passkeys.ts";
import { findPasswordHash } from "#db/repositories/people.ts";
import { countRecoveryCodes, findRequiredRoles, findTotpSummary } from "#db/repositories/second-factors.ts";
import { hasSecondFactor } from "#lib/domain/second-factor.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type PasskeyItem = {
  id: string;
  name: string;
  /** The host of the console at which it was made, and is good. */
  rpId: string;
  /** It may be on several devices. */
  isSynced: boolean;
  createdAtMs: number;
  lastUsedAtMs: number | null;
};

export type SecurityView = {
  asOfMs: number;
  /** `begun` until a first code came from the app. */
  app: "off" | "begun" | "on";
  appSinceMs: number | null;
  passkeys: PasskeyItem[];
  /** Recovery codes are there for who has a factor. */
  hasFactor: boolean;
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
  const passkeys = listPasskeys(db.reader, actor.userId).map(
    ({ id, name, rpId, deviceType, createdAtMs, lastUsedAtMs }) => {
      return { id, name, rpId, isSynced: deviceType === "multiDevice", createdAtMs, lastUsedAtMs };
    },
  );
  return {
    asOfMs: nowMs,
    app: appSinceMs !== null ? "on" : app ? "begun" : "off",
    appSinceMs,
    passkeys,
    hasFactor: hasSecondFactor({ hasTotp: appSinceMs !== null, passkeys: passkeys.length }),
    recoveryCodesLeft: countRecoveryCodes(db.reader, actor.userId),
    hasPassword: findPasswordHash(db.reader, actor.userId) !== null,
    isRequired: findRequiredRoles(db.reader).includes(actor.role),
  };
}
