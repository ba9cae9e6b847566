import { ALERT_KINDS, type AlertKind } from "#lib/domain/alert-condition.ts";

/** Each kind of alert is a switch of its own, so that what is wrong with all of them is said once, at the first. */
export function kindField(kind: AlertKind): string {
  return `kind_${kind}`;
}

export const FIRST_KIND_FIELD = kindField(ALERT_KINDS[0]);
