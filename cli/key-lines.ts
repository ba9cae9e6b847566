import type { Paint } from "#cli/paint.ts";
import { type Cell, tableLines } from "#cli/table.ts";
import { maskTail } from "#lib/domain/mask.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { BlockStatus } from "#lib/operations/environment-block.ts";
import { type KeyEffect, type KeyRow, keyRows, rotatingProviders } from "#lib/views/key-rows.ts";
import type { KeySourcesView, SourceSummary } from "#lib/views/key-sources-view.ts";

/** The six sources in their precedence, and what is known of each. */
export function sourceLines(view: KeySourcesView, t: Translator, paint: Paint): string[] {
  const heading = [t("cli.keys.column.source"), t("cli.keys.column.keys"), t("cli.keys.column.known")];
  const rows = view.sources.map((source): Cell[] => [
    t(`key_sources.source.${source.source}`),
    isSeen(source) ? String(source.variables) : "?",
    source.knowledge === "known" && source.file ? printable(source.file, 4096) : knownOf(source, view, t),
  ]);
  return tableLines(heading, rows, paint);
}

/** Which variable counts, by provider, in the order OpenClaw tries them. */
export function variableLines(view: KeySourcesView, t: Translator, paint: Paint): string[] {
  const rows = keyRows(view.providers);
  if (rows.length === 0) return [t("key_sources.variables.empty")];
  const names = ["provider", "variable", "value", "set_in", "effect"] as const;
  const heading = names.map((name) => t(`cli.keys.column.${name}`));
  const cells = rows.map((row): Cell[] => [
    row.provider,
    printable(row.variable),
    valueText(row, t),
    row.source === "config" ? t("key_sources.variables.config") : t(`key_sources.source.${row.source}`),
    row.effects.map((effect) => effectText(effect, t)).join(" · "),
  ]);
  return tableLines(heading, cells, paint);
}

/** The rotation list of each provider that has one. */
export function rotationLines(view: KeySourcesView, t: Translator): string[] {
  return rotatingProviders(view.providers).flatMap(({ provider, rotation }) => {
    const entries = rotation.entries.map(({ variable, masked, duplicateOf }, at) => {
      const note = duplicateOf ? `  (${t("cli.keys.duplicate", { variable: printable(duplicateOf) })})` : "";
      return `  ${at + 1}. ${masked}  ${printable(variable)}${note}`;
    });
    return [t("cli.keys.rotation", { provider }), ...entries];
  });
}

/** The keys that were written from here, and whether they are still there. */
export function managedLines(
  view: KeySourcesView,
  status: BlockStatus | null,
  t: Translator,
  paint: Paint,
): string[] {
  if (view.managed.length === 0) return [];
  const heading = [
    t("cli.keys.column.variable"),
    t("cli.keys.column.value"),
    t("cli.keys.column.from"),
    t("cli.keys.column.in_file"),
  ];
  const rows = view.managed.map(({ variable, tail, profile }): Cell[] => {
    const inFile = status?.keys.find((key) => key.variable === variable)?.inFile ?? "unknown";
    const text = t(`key_sources.managed.in_file.${inFile}`);
    return [
      variable,
      maskTail(tail),
      profile ? printable(profile.profileId) : t("key_sources.managed.pasted"),
      inFile === "as_written" ? text : { text, look: "warn" },
    ];
  });
  return tableLines(heading, rows, paint);
}

/** What someone else did to the block, if anything. */
export function blockLines({ state, line }: BlockStatus, file: string, t: Translator): string[] {
  if (state === "none" || state === "as_written") return [];
  const place = { file: printable(file, 4096) };
  return state === "broken"
    ? [t("cli.keys.broken", { ...place, line: line ?? 1 })]
    : [t(`cli.keys.${state}`, place)];
}

function isSeen({ knowledge }: SourceSummary): boolean {
  return knowledge !== "unknown" && knowledge !== "described" && knowledge !== "unreadable";
}

function knownOf({ source, knowledge, file }: SourceSummary, view: KeySourcesView, t: Translator): string {
  if (knowledge === "described") {
    const { because, shell } = view.loginShell;
    return t(`key_sources.sources.shell.${because ?? "runs"}`, { shell: printable(shell) });
  }
  if (knowledge === "unknown")
    return t(`key_sources.sources.known.${source === "process" ? "process_unknown" : "cwd_unknown"}`);
  const words = t(`key_sources.sources.known.${knowledge === "part" ? "process_part" : knowledge}`);
  return file ? `${printable(file, 4096)}: ${words}` : words;
}

function valueText({ value }: KeyRow, t: Translator): string {
  if (!("text" in value)) return t(`key_sources.variables.value_${value.kind}`);
  if (value.kind === "variable") return t("key_sources.variables.value_variable", { name: value.text });
  if (value.kind === "reference") return t("key_sources.variables.value_reference", { id: value.text });
  return value.text;
}

function effectText(effect: KeyEffect, t: Translator): string {
  if (effect.code === "after") return t("key_sources.variables.after", { variable: effect.variable });
  if (effect.code === "copied") return t("key_sources.variables.copied", { name: effect.name });
  if (effect.code === "hides" || effect.code === "blank_blocks") {
    const sources = effect.sources.map((source) => t(`key_sources.source.${source}`)).join(", ");
    return t(`key_sources.variables.${effect.code}`, { sources });
  }
  return t(`key_sources.variables.${effect.code}`);
}
