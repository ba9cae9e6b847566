import path from "node:path";
import { fact } from "#cli/facts.ts";
import type { Paint } from "#cli/paint.ts";
import { diffLine, planLines } from "#cli/plan-lines.ts";
import {
  type ConfigChange,
  changesByFile,
  type PlacedConfigChange,
  type PublishNote,
  type PublishPreview,
  type PublishReceipt,
  type ReloadOutcome,
  type ResolverStep,
} from "#lib/domain/publish-receipt.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { UnpublishPreview } from "#lib/operations/unpublish-gateway.ts";

const VALUE_LENGTH_MAX = 4096;
const CONFIG_NAME = "openclaw.json";
const CONFIG_SIGNS = { add: "+", change: "~", remove: "-" } as const;

type Changes = Pick<PublishPreview, "changes" | "config" | "resolver"> &
  Partial<Pick<PublishReceipt, "kind">>;

/** What a publish would do, as a diff. */
export function previewLines(preview: PublishPreview, t: Translator, paint: Paint): string[] {
  const drift = preview.drift.map(({ agentId, kind, key, what }) =>
    paint("warn", t(`cli.publish.drift.${kind}_${what}`, { agentId, key: printable(key) })),
  );
  if (preview.upToDate) return [...drift, t("cli.publish.up_to_date")];
  return [...drift, ...changeLines(preview, t, paint)];
}

/** What an unpublish would do, as a diff. */
export function unpublishLines(preview: UnpublishPreview, t: Translator, paint: Paint): string[] {
  return changeLines(preview, t, paint);
}

/** What a publish did: the same diff, then the files, the reload and whether all of it was read back. */
export function receiptLines(receipt: PublishReceipt, t: Translator, paint: Paint): string[] {
  const { files, reload, verified, publicationId } = receipt;
  return [
    ...changeLines(receipt, t, paint),
    ...files.map(({ path, sha256 }) =>
      fact(t, t("cli.publish.wrote"), `${path} (sha256 ${sha256.slice(0, 12)})`),
    ),
    reloadLine(reload, t, paint),
    verified ? paint("good", t("cli.publish.verified")) : paint("bad", t("cli.publish.not_verified")),
    fact(t, t("cli.publish.receipt"), publicationId),
  ];
}

/** Sentences a person should read before or after; the publish operation chooses them. */
export function noteLines(notes: readonly PublishNote[], t: Translator): string[] {
  return notes.map(({ code, params }) => {
    const key = `publish_notes.${code}` as never;
    return t.has(key) ? t(key, params as never) : code;
  });
}

function changeLines({ changes, config, resolver, kind }: Changes, t: Translator, paint: Paint): string[] {
  return [
    ...planLines(changes, t, paint),
    ...configLines(config, t, paint),
    ...(kind === "unpublish" ? goneResolver(resolver, t, paint) : resolverLines(resolver, t, paint)),
  ];
}

/** File by file: the config, and what it includes. */
function configLines(config: PlacedConfigChange[], t: Translator, paint: Paint): string[] {
  return changesByFile(config).flatMap(([file, changes]) => [
    file && path.basename(file) !== CONFIG_NAME ? printable(file, VALUE_LENGTH_MAX) : t("cli.plan.config"),
    ...changes.map((change) => diffLine(CONFIG_SIGNS[change.action], configText(change), paint)),
  ]);
}

function goneResolver({ command }: ResolverStep, t: Translator, paint: Paint): string[] {
  return [t("cli.plan.resolver"), diffLine("-", printable(command), paint)];
}

function configText({ path, action, before, after }: ConfigChange): string {
  const name = path.map((part) => printable(part)).join(".");
  if (action === "add") return `${name}: ${valueText(after)}`;
  return action === "remove" ? name : `${name}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  return printable(JSON.stringify(value) ?? "", VALUE_LENGTH_MAX);
}

function resolverLines(
  { command, action, issuesToken }: ResolverStep,
  t: Translator,
  paint: Paint,
): string[] {
  if (action === "keep" && !issuesToken) return [];
  const lines =
    action === "keep" ? [] : [diffLine(action === "install" ? "+" : "~", printable(command), paint)];
  const token = issuesToken ? [diffLine("+", t("cli.plan.token"), paint)] : [];
  return [t("cli.plan.resolver"), ...lines, ...token];
}

function reloadLine(reload: ReloadOutcome, t: Translator, paint: Paint): string {
  if (reload.kind === "reloaded") {
    return paint("good", t("cli.publish.reloaded", { warnings: reload.warningCount }));
  }
  if (reload.kind === "by_hand")
    return paint("warn", t("cli.publish.reload_by_hand", { command: reload.command }));
  const key = `errors.${reload.code}` as never;
  const reason = t.has(key) ? t(key, reload.params as never) : reload.code;
  return paint("bad", t("cli.publish.reload_failed", { reason, command: reload.command }));
}
