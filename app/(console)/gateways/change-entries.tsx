import { getLocale, getT } from "#app/_server/i18n.ts";
import type { DiffEntry, DiffKind } from "#app/_ui/diff.client.tsx";
import { Mono, ProfileId } from "#app/_ui/text.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { PlanAction, PlanChange } from "#lib/domain/publish-plan.ts";
import type { ConfigChange, ResolverStep } from "#lib/domain/publish-receipt.ts";
import type { ObservedEntry, StoreEntry } from "#lib/domain/store-entry.ts";

const KINDS: Record<PlanAction, DiffKind> = {
  add: "added",
  restore: "added",
  change: "changed",
  take_over: "changed",
  overwrite: "changed",
  remove: "removed",
  forget: "unchanged",
};

const RESOLVER_KINDS = { install: "added", replace: "changed", remove: "removed" } as const;
const CONFIG_KINDS = { add: "added", change: "changed", remove: "removed" } as const;

/** The changes of one agent's store, as rows of a `Diff`. */
export async function planEntries(changes: PlanChange[]): Promise<DiffEntry[]> {
  const t = await getT("publish_page");
  const facts = await entryWriter();
  return changes.map((change) => {
    const { kind, key, action } = change;
    const sides =
      change.kind === "profile"
        ? { before: change.before && facts(change.before), after: change.after && facts(change.after) }
        : { before: change.before?.join(", "), after: change.after?.join(", ") };
    return {
      key: `${kind} ${key}`,
      kind: KINDS[action],
      label: kind === "profile" ? <ProfileId id={key} /> : t("order_of", { provider: providerName(key) }),
      ...(action !== "add" &&
        action !== "change" &&
        action !== "remove" && {
          note: t(`action.${noteOf(change, action)}`),
        }),
      ...(sides.before && { before: sides.before }),
      ...(sides.after && { after: sides.after }),
    };
  });
}

/** Only what held a secret inline loses one; an order or a reference was merely there before. */
function noteOf(change: PlanChange, action: Exclude<PlanAction, "add" | "change" | "remove">) {
  if (action !== "take_over") return action;
  return change.kind === "profile" && change.before?.inline ? "take_over" : "had_before";
}

/** Writes an entry of a store in one line: type, where the secret is, expiry, e-mail. */
export async function entryWriter(): Promise<(entry: ObservedEntry | StoreEntry) => string> {
  const t = await getT("publish_page");
  const locale = await getLocale();
  const expiry = (expires: number | "invalid" | null) => {
    if (expires === null) return null;
    return expires === "invalid"
      ? t("expiry_invalid")
      : t("expires", { when: formatDateTime(expires, locale) });
  };
  return (entry) => {
    const { ref, type, expires, email, metadata } = entry;
    const isInline = "inline" in entry && entry.inline;
    const facts = [
      type,
      isInline ? t("inline") : null,
      ref ? `${ref.source}:${ref.provider}:${ref.id}` : null,
      !isInline && !ref && type !== "oauth" ? t("no_secret") : null,
      expiry(expires),
      email,
      metadata && JSON.stringify(metadata),
    ];
    return facts.filter((fact) => fact !== null).join(" · ");
  };
}

/** The members of `openclaw.json` that change. They hold references and metadata, never a secret. */
export function configEntries(config: ConfigChange[]): DiffEntry[] {
  return config.map(({ path, action, before, after }) => ({
    key: path.join("\0"),
    kind: CONFIG_KINDS[action],
    label: <Mono>{path.join(".")}</Mono>,
    ...(before !== undefined && { before: JSON.stringify(before) }),
    ...(after !== undefined && { after: JSON.stringify(after) }),
  }));
}

/** The resolver and its token; nothing when both stay. */
export async function resolverEntries(
  { command, action, issuesToken }: ResolverStep,
  stateDir: string,
): Promise<DiffEntry[]> {
  const t = await getT("publish_page");
  const entries: DiffEntry[] = [];
  if (action !== "keep") {
    entries.push({
      key: "program",
      kind: RESOLVER_KINDS[action],
      label: <FilePath stateDir={stateDir} path={command} muted={false} />,
      note: t(`resolver.${action}`),
    });
  }
  if (issuesToken) {
    entries.push({ key: "token", kind: "added", label: t("resolver.token"), note: t("resolver.token_note") });
  }
  return entries;
}
