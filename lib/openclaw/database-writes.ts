import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { OrderChange, PlanChange, ProfileChange } from "#lib/domain/publish-plan.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";
import { type CommandTarget, runCommand } from "#lib/openclaw/gateway-commands.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { type PlanTarget, secretsPlan } from "#lib/openclaw/secrets-plan.ts";

/** A profile may stand in an agent's own database and in the shared one. */
const COPIES_MAX = 2;

/**
 * Has OpenClaw take this as a token: its prefix and its length are all that is checked. It is no secret, and stands
 * only until the reference takes its place.
 */
const PLACEHOLDER = `sk-ant-oat01-${"clawkeep-placeholder-".repeat(4)}`;

export type DatabaseWrites = {
  changes: readonly PlanChange[];
  /** The agent whose commands write to the store that all others read through. */
  sharedStoreAgent: string;
};

type WrittenProfile = ProfileChange & { after: StoreEntry };

/**
 * Brings a gateway that keeps its credentials in databases to what a plan says, with its own commands only: secrets
 * plans, `models auth logout` and `models auth order`. References are resolved before the first one is written, so what
 * the vault does not give changes nothing.
 *
 * What was cut off between two commands is found and done by the next publish.
 *
 * Throws PublishError as `runCommand`.
 *
 * Source: OpenClaw 2026.9.6, openclaw-integration §2.
 */
export async function writeDatabases(target: CommandTarget, writes: DatabaseWrites): Promise<void> {
  const profiles = writes.changes.filter((change) => change.kind === "profile");
  const written = profiles.filter((change): change is WrittenProfile => change.after !== null);
  const cleared = written.filter((change) => needsClearing(change, writes.sharedStoreAgent));
  const dated = written.filter((change) => needsExpiry(change, writes.sharedStoreAgent));
  const plan = written.map(planTarget);
  // Nothing is taken away before it is certain that its reference resolves.
  if (cleared.length > 0 || dated.length > 0) await applyPlan(target, plan, { dryRun: true });
  for (const change of cleared) await logOut(target, change, COPIES_MAX);
  for (const change of dated) await pasteExpiry(target, change);
  if (plan.length > 0) await applyPlan(target, plan, { dryRun: false });
  for (const change of writes.changes) if (change.kind === "order") await writeOrder(target, change);
  for (const change of profiles) if (change.action === "remove") await logOut(target, change, 1);
}

function planTarget({ agentId, key: profileId, after }: WrittenProfile): PlanTarget {
  return { agentId, profileId, type: after.type, provider: after.provider, ref: after.ref };
}

/**
 * A plan changes nothing of an entry but its reference, and never the shared store: another type or provider, an
 * expiry that goes, and a secret in the shared store have to be taken out first.
 */
function needsClearing({ agentId, before, after }: WrittenProfile, sharedStoreAgent: string): boolean {
  if (before === null) return false;
  const isOther = before.type !== after.type || before.provider !== after.provider;
  const losesExpiry = after.expires === null && before.expires !== null;
  return isOther || losesExpiry || (before.inline && agentId === sharedStoreAgent);
}

/** The shared store's agent would have the placeholder in the shared store, where every agent would use it. */
function needsExpiry({ agentId, before, after }: WrittenProfile, sharedStoreAgent: string): boolean {
  return after.expires !== null && before?.expires !== after.expires && agentId !== sharedStoreAgent;
}

async function applyPlan(
  target: CommandTarget,
  targets: readonly PlanTarget[],
  { dryRun }: { dryRun: boolean },
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-plan-"));
  try {
    const file = path.join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(secretsPlan(targets, Date.now())), { mode: 0o600 });
    await runCommand(target, [
      "secrets",
      "apply",
      "--from",
      file,
      "--allow-exec",
      "--json",
      ...(dryRun ? ["--dry-run"] : []),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plans cannot set an expiry, but keep the one that stands there: so a placeholder is pasted with it first. */
async function pasteExpiry(target: CommandTarget, { agentId, key, after }: WrittenProfile): Promise<void> {
  const leftMs = Math.max(1, (after.expires ?? 0) - Date.now());
  await runCommand(
    target,
    [
      "models",
      "auth",
      "paste-token",
      "--agent",
      agentId,
      "--provider",
      after.provider,
      "--profile-id",
      key,
      "--expires-in",
      `${leftMs}ms`,
    ],
    { input: `${PLACEHOLDER}\n` },
  );
}

/** Removes a profile as often as it stands there. One that is not there any more is what was wanted. */
async function logOut(
  target: CommandTarget,
  { agentId, key }: ProfileChange,
  copiesMax: number,
): Promise<void> {
  for (let copies = 0; copies < copiesMax; copies += 1) {
    const args = ["models", "auth", "logout", "--agent", agentId, "--yes", "--", key];
    const { code, stdout, stderr } = await runCommand(target, args, { allowed: [0, 1] });
    if (code === 0) continue;
    if (/not found for agent/.test(stdout + stderr)) return;
    throw new PublishError("openclaw_command_failed", {
      command: "openclaw models auth logout",
      file: target.openclaw,
      stateDir: target.stateDir,
    });
  }
}

async function writeOrder(target: CommandTarget, change: OrderChange): Promise<void> {
  if (change.action === "forget") return;
  const order = ["models", "auth", "order"];
  const named = ["--provider", change.key, "--agent", change.agentId];
  if (change.after === null) await runCommand(target, [...order, "clear", ...named]);
  else await runCommand(target, [...order, "set", ...named, "--", ...change.after]);
}
