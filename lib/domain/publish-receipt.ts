import type { Drift, PlanChange } from "#lib/domain/publish-plan.ts";

/** One member of the config that publishing sets or takes out: references and metadata, never a secret. */
export type ConfigChange = {
  path: string[];
  action: "add" | "change" | "remove";
  before: unknown;
  after: unknown;
};

/** A change and where it is made: the config's own file or one that it includes, and the member's path in there. */
export type PlacedConfigChange = ConfigChange & { file: string; at: string[] };

/** Changes file by file. Receipts of earlier releases name no file, because then there was only the config. */
export function changesByFile(
  changes: readonly PlacedConfigChange[],
): [file: string | undefined, changes: PlacedConfigChange[]][] {
  const files = [...new Set(changes.map((change): string | undefined => change.file))];
  return files.map((file) => [file, changes.filter((change) => change.file === file)]);
}

/** A sentence under `publish_notes`: something a person should know before or after publishing. */
export type PublishNote = { code: string; params: Record<string, string | number> };

/** Whether the resolver and its token are there as they should be. */
export type ResolverStep = {
  command: string;
  url: string;
  action: "install" | "replace" | "keep" | "remove";
  issuesToken: boolean;
};

/** What a publish would do, made to be read by a person. */
export type PublishPreview = {
  gatewayId: string;
  gatewayName: string;
  stateDir: string;
  changes: PlanChange[];
  config: PlacedConfigChange[];
  resolver: ResolverStep;
  drift: Drift[];
  notes: PublishNote[];
  /** When the gateway said what it has, if it has to be asked; null when its files tell. */
  asked: { release: string; atMs: number } | null;
  /** Nothing would be written. */
  upToDate: boolean;
};

export type ReloadOutcome =
  | { kind: "reloaded"; warningCount: number }
  /** The gateway's URL, token or `openclaw` is not known, so a person has to run `command`. */
  | { kind: "by_hand"; command: string }
  | { kind: "failed"; code: string; params: Record<string, string | number>; command: string };

/** What a publish did, kept in the database and shown as its receipt. */
export type PublishReceipt = {
  publicationId: string;
  gatewayId: string;
  kind: "publish" | "unpublish";
  atMs: number;
  changes: PlanChange[];
  config: PlacedConfigChange[];
  resolver: ResolverStep;
  /** Every file that was written, with the SHA-256 of what is in it now. */
  files: { path: string; sha256: string }[];
  reload: ReloadOutcome;
  /** The gateway's files were read back and hold exactly what was published. */
  verified: boolean;
  notes: PublishNote[];
};
