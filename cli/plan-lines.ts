import type { Look, Paint } from "#cli/paint.ts";
import { timeText } from "#cli/time-text.ts";
import type { OrderChange, PlanAction, PlanChange, ProfileChange } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { ObservedEntry, StoreEntry } from "#lib/domain/store-entry.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";

/** How a change begins its line, as in a diff; a blank for one that the gateway does not see. */
const SIGNS = {
  add: "+",
  restore: "+",
  change: "~",
  take_over: "~",
  overwrite: "~",
  remove: "-",
  forget: " ",
} as const satisfies Record<PlanAction, string>;

const LOOKS: Readonly<Record<string, Look>> = { "+": "good", "~": "warn", "-": "bad", " ": "faint" };

const TEXT_LENGTH_MAX = 4096;

/** A line of a diff: `+` comes, `~` changes, `-` goes. */
export function diffLine(sign: string, text: string, paint: Paint): string {
  return paint(LOOKS[sign] ?? "faint", `  ${sign} ${text}`);
}

/** The changes of a publish, agent by agent. */
export function planLines(changes: readonly PlanChange[], t: Translator, paint: Paint): string[] {
  const agentIds = [...new Set(changes.map((change) => change.agentId))];
  return agentIds.flatMap((agentId) => [
    t("cli.plan.agent", { agentId }),
    ...changes
      .filter((change) => change.agentId === agentId)
      .map((change) => diffLine(SIGNS[change.action], changeText(change, t), paint)),
  ]);
}

function changeText(change: PlanChange, t: Translator): string {
  const what = change.kind === "profile" ? profileText(change, t) : orderText(change, t);
  const { action } = change;
  if (action === "add" || action === "change" || action === "remove") return what;
  return `${what} (${t(`cli.plan.actions.${action}`)})`;
}

function orderText({ key, before, after }: OrderChange, t: Translator): string {
  const ids = (list: string[] | null) =>
    list ? list.map((id) => printable(id)).join(", ") : t("cli.order.none");
  const name = t("cli.plan.order", { provider: printable(key) });
  if (before === null || after === null) return `${name} ${ids(after ?? before)}`;
  return `${name} ${ids(before)} → ${ids(after)}`;
}

function profileText({ key, before, after }: ProfileChange, t: Translator): string {
  const id = printable(key);
  const [had, gets] = [before && entryFacts(before, t), after && entryFacts(after, t)];
  if (!had || !gets) return [id, ...(gets ?? had ?? [])].filter((text) => text !== "").join("  ");
  const changes = had.flatMap((text, at) =>
    text === gets[at] ? [] : [`${text || "–"} → ${gets[at] || "–"}`],
  );
  return [id, ...changes].join("  ");
}

/** Provider, type, where the secret is, expiry, e-mail, metadata: always in this sequence, empty when there is none. */
function entryFacts(entry: ObservedEntry | StoreEntry, t: Translator): string[] {
  const isInline = "inline" in entry && entry.inline;
  const places = [...(isInline ? [t("cli.plan.inline")] : []), ...(entry.ref ? [refText(entry.ref)] : [])];
  return [
    printable(entry.provider),
    printable(entry.type),
    places.join(" + "),
    expiryText(entry.expires, t),
    printable(entry.email ?? ""),
    entry.metadata ? printable(JSON.stringify(entry.metadata), TEXT_LENGTH_MAX) : "",
  ];
}

function refText({ source, provider, id }: SecretRef): string {
  return printable(`${source}:${provider}:${id}`, TEXT_LENGTH_MAX);
}

function expiryText(expires: number | "invalid" | null, t: Translator): string {
  if (expires === "invalid") return t("eligibility.invalid_expires");
  return expires === null ? "" : t("time.expires", { when: timeText(expires) });
}
