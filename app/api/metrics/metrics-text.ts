import { Counter, Gauge, Registry } from "prom-client";
import type { ConsoleHealth } from "#lib/operations/console-health.ts";
import type { GatewayMetrics, MetricsView, ProfileGroup } from "#lib/views/metrics-view.ts";

const SECOND_MS = 1000;

/** What a scraper is told the answer is. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * Prometheus' text format. Labels are gateway, agent, provider, type and a few words of our own; never the
 * name of a profile, which may be an e-mail address. The registry is made anew each time, so a gateway
 * that is gone leaves no series behind.
 */
export function metricsText(view: MetricsView, health: ConsoleHealth): Promise<string> {
  const registry = new Registry();
  const gauge: MakeGauge = (name, help, labelNames = []) =>
    new Gauge({ name: `clawkeep_${name}`, help, labelNames, registers: [registry] });
  const counter: MakeCounter = (name, help, labelNames) =>
    new Counter({ name: `clawkeep_${name}`, help, labelNames, registers: [registry] });

  const build = gauge("build_info", "Always 1; the label is the release of the console.", ["version"]);
  build.set({ version: health.version }, 1);
  const vault = gauge("vault_ok", "1 when the keyring is there, private and the one this database needs.");
  vault.set(Number(health.isVaultReady));
  const sealed = gauge("vault_sealed", "1 while the keyring waits for its passphrase.");
  sealed.set(Number(health.isVaultSealed));
  const audit = gauge("audit_ok", "0 when the audit log is not as it was written.");
  audit.set(Number(health.auditFault === null));
  const log = gauge("database_log_bytes", "How large the database's log is; it grows while something reads.");
  log.set(health.logBytes);
  const backup = gauge("backup_ok", "0 when the last scheduled backup failed.");
  backup.set(Number(!health.isBackupFailed));
  const dropped = gauge("profile_groups_dropped", "Groups of profiles left out because there were too many.");
  dropped.set(view.groupsDropped);
  addGateways(view.gateways, gauge, counter);
  addAlerts(view, gauge);
  addGroups(view.groups, gauge);
  return registry.metrics();
}

type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge;
type MakeCounter = (name: string, help: string, labelNames: string[]) => Counter;

function addGateways(gateways: readonly GatewayMetrics[], gauge: MakeGauge, counter: MakeCounter): void {
  const byKind = ["gateway", "kind"];
  const readable = gauge("gateway_readable", "1 when the gateway's files can be read.", ["gateway"]);
  const exit = gauge("check_exit_code", "What models status --check exits with: 0, 1 or 2.", ["gateway"]);
  const calls = counter("resolver_calls_total", "Requests for secrets that a gateway made.", ["gateway"]);
  const outcomes = ["gateway", "outcome"];
  const secrets = counter("resolver_secrets_total", "Secrets that were asked for, by outcome.", outcomes);
  const started = counter("publications_started_total", "Publishes and unpublishes that began.", byKind);
  const finished = counter(
    "publications_finished_total",
    "Publishes and unpublishes that came to their end.",
    byKind,
  );
  const last = gauge(
    "last_publication_timestamp_seconds",
    "When the last publish or unpublish ended.",
    byKind,
  );
  const probes = gauge("last_probes", "Credentials by the result of their last probe.", [
    "gateway",
    "result",
  ]);
  for (const { gateway, isReadable, exitCode, publications, resolver, lastProbes } of gateways) {
    for (const [result, count] of Object.entries(lastProbes)) probes.set({ gateway, result }, count);
    readable.set({ gateway }, Number(isReadable));
    exit.set({ gateway }, exitCode);
    calls.inc({ gateway }, resolver.calls);
    secrets.inc({ gateway, outcome: "resolved" }, resolver.resolved);
    secrets.inc({ gateway, outcome: "refused" }, resolver.refused);
    for (const row of publications) {
      const labels = { gateway, kind: row.kind };
      started.inc(labels, row.started);
      finished.inc(labels, row.finished);
      if (row.lastFinishedAtMs !== null) last.set(labels, row.lastFinishedAtMs / SECOND_MS);
    }
  }
}

function addAlerts({ gateways, deliveries }: MetricsView, gauge: MakeGauge): void {
  const about = "What is wrong now, that people were told of.";
  const alerts = gauge("alerts", about, ["gateway", "kind"]);
  for (const { gateway, alerts: byKind } of gateways) {
    for (const [kind, count] of Object.entries(byKind)) alerts.set({ gateway, kind }, count);
  }
  if (deliveries === null) return;
  const messages = gauge("deliveries", "Messages to channels, in the delivery log and before.", ["state"]);
  for (const [state, count] of Object.entries(deliveries)) messages.set({ state }, count);
}

function addGroups(groups: readonly ProfileGroup[], gauge: MakeGauge): void {
  const names = ["gateway", "agent", "provider", "type"];
  const about = "Profiles an agent works with, also those it has from main.";
  const profiles = gauge("profiles", about, [...names, "state"]);
  const held = gauge("profiles_held_back", "Profiles in a cooldown or disabled now.", [...names, "kind"]);
  const expiry = gauge(
    "earliest_expiry_timestamp_seconds",
    "When the first of the profiles ends or ended.",
    names,
  );
  for (const { byStatus, byWindow, earliestExpiryMs, ...labels } of groups) {
    for (const [state, count] of Object.entries(byStatus)) profiles.set({ ...labels, state }, count);
    for (const [kind, count] of Object.entries(byWindow)) held.set({ ...labels, kind }, count);
    if (earliestExpiryMs !== null) expiry.set(labels, earliestExpiryMs / SECOND_MS);
  }
}
