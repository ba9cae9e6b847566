import type { Look } from "#cli/paint.ts";
import type { Cell } from "#cli/table.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { ImportReport } from "#lib/operations/import-gateway.ts";
import type { ImportAction, OrderItem } from "#lib/operations/import-plan.ts";

type Action = ImportAction | OrderItem["action"];

const LOOKS: Readonly<Partial<Record<Action, Look>>> = {
  seal: "good",
  keep_reference: "good",
  record_oauth: "good",
  take_order: "good",
  differs_here: "warn",
  removed_here: "warn",
  nothing_to_import: "warn",
};

/** A row for everything that was found: agent, profile or order override, provider, type, what happens to it. */
export function importRows(
  { profiles, orders }: Pick<ImportReport, "profiles" | "orders">,
  t: Translator,
): Cell[][] {
  const profileRows = profiles.map(({ agentId, profileId, provider, type, action, notices }): Cell[] => {
    const remarks = notices.map((notice) => t(`cli.import.notices.${notice}`));
    return [agentId, printable(profileId), printable(provider), type, happens(action, remarks, t)];
  });
  const orderRows = orders.map(({ agentId, provider, profileIds, action }): Cell[] => {
    const ids = profileIds.map((id) => printable(id)).join(", ");
    return [agentId, ids, printable(provider), t("cli.import.order"), happens(action, [], t)];
  });
  return [...profileRows, ...orderRows];
}

function happens(action: Action, remarks: readonly string[], t: Translator): Cell {
  const text = [t(`cli.import.actions.${action}`), ...remarks].join("; ");
  const look = LOOKS[action];
  return look ? { text, look } : text;
}
