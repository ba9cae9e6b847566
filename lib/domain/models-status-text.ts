import type { ProfileHealth } from "#lib/domain/credential-health.ts";
import { expirableProfiles, type StatusDocument } from "#lib/domain/models-status.ts";
import { probeLines } from "#lib/domain/probe-document.ts";
import type { ProviderOverview } from "#lib/domain/provider-overview.ts";
import { remainingTime } from "#lib/domain/remaining-time.ts";

const LABEL_WIDTH = 14;

/**
 * The lines of `openclaw models status`, in OpenClaw's own words in every language, because scripts read them.
 * `short` writes a path with the home as `~`.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1 "Text", and `modelsStatusCommand` in its bundle.
 */
export function statusLines(document: StatusDocument, short: (file: string) => string): string[] {
  return [
    ...modelLines(document, short),
    "",
    "Auth overview",
    ...overviewLines(document, short),
    ...missingLines(document),
    "",
    "OAuth/token status",
    ...healthLines(expirableProfiles(document.auth.oauth.profiles)),
    ...(document.auth.probes ? ["", ...probeLines(document.auth.probes)] : []),
  ];
}

function modelLines(document: StatusDocument, short: (file: string) => string): string[] {
  const { defaultModel, resolvedDefault, fallbacks, imageModel, imageFallbacks, allowed } = document;
  const aliases = Object.entries(document.aliases).map(([alias, key]) => `${alias} -> ${key}`);
  const from = document.modelConfig;
  const shownDefault =
    defaultModel === resolvedDefault ? resolvedDefault : `${resolvedDefault} (from ${defaultModel})`;
  const defaults = from && "defaults";
  return [
    line("Config", short(document.configPath)),
    line("Agent dir", short(document.agentDir)),
    line("Default", shownDefault, from?.defaultSource),
    line(`Fallbacks (${fallbacks.length})`, listOr(fallbacks, "-"), from?.fallbacksSource),
    line("Image model", imageModel ?? "-", defaults),
    line(`Image fallbacks (${imageFallbacks.length})`, listOr(imageFallbacks, "-"), defaults),
    line(`Aliases (${aliases.length})`, listOr(aliases, "-")),
    line(`Configured models (${allowed.length})`, listOr(allowed, "all")),
  ];
}

function overviewLines({ auth }: StatusDocument, short: (file: string) => string): string[] {
  const { enabled, appliedKeys } = auth.shellEnvFallback;
  const applied = appliedKeys.length > 0 ? ` (applied: ${appliedKeys.join(", ")})` : "";
  const oauth = auth.providersWithOAuth;
  return [
    line("Auth store", short(auth.storePath)),
    line("Shell env", `${enabled ? "on" : "off"}${applied}`),
    line(`Providers w/ OAuth/tokens (${oauth.length})`, listOr(oauth, "-")),
    ...auth.providers.map(providerLine),
  ];
}

function providerLine({ provider, effective, profiles, env, modelsJson }: ProviderOverview): string {
  const bits = [`effective=${effective.kind}:${effective.detail}`];
  if (profiles.count > 0) {
    const { oauth, token, apiKey } = profiles;
    bits.push(`profiles=${profiles.count} (oauth=${oauth}, token=${token}, api_key=${apiKey})`);
    bits.push(profiles.labels.join(", "));
  }
  if (env) bits.push(`env=${env.value}`, `source=${env.source}`);
  if (modelsJson) bits.push(`models.json=${modelsJson.value}`, `source=${modelsJson.source}`);
  return `- ${provider} ${bits.join(" | ")}`;
}

function missingLines({ auth }: StatusDocument): string[] {
  if (auth.missingProvidersInUse.length === 0) return [];
  return [
    "",
    "Missing auth",
    ...auth.missingProvidersInUse.map((provider) => `- ${provider} ${hintFor(provider)}`),
  ];
}

function hintFor(provider: string): string {
  return provider === "anthropic"
    ? "Run `claude setup-token`, then `openclaw models auth setup-token` or `openclaw configure`."
    : "Run `openclaw configure` or set an API key env var.";
}

function healthLines(profiles: readonly ProfileHealth[]): string[] {
  if (profiles.length === 0) return ["- none"];
  const groups = new Map<string, string[]>();
  for (const profile of profiles) {
    const lines = groups.get(profile.provider);
    if (lines) lines.push(healthLine(profile));
    else groups.set(profile.provider, [`- ${profile.provider}`, healthLine(profile)]);
  }
  return [...groups.values()].flat();
}

function healthLine({ label, status, expiresAt, remainingMs }: ProfileHealth): string {
  const word = status === "missing" ? "unknown" : status;
  if (status === "static") return `  - ${label} ${word}`;
  const left = remainingMs === undefined ? "unknown" : remainingTime(remainingMs);
  return `  - ${label} ${word}${expiresAt ? ` expires in ${left}` : " expires unknown"}`;
}

function line(name: string, value: string, source?: string): string {
  const label = source ? `${name} (${source})` : name;
  return `${label.padEnd(LABEL_WIDTH)}: ${value}`;
}

function listOr(items: readonly string[], none: string): string {
  return items.length > 0 ? items.join(", ") : none;
}
