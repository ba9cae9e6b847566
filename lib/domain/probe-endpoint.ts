import type { ConfiguredProvider } from "#lib/domain/model-config.ts";
import {
  type FreeCheck,
  type HttpProvider,
  type KeyHeader,
  PROBE_ROWS,
  type ProbeDialect,
  type ProbeObstacle,
  type ProbeRow,
} from "#lib/domain/probe-rows.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

export type ProbeEndpoint = {
  canProbe: true;
  provider: string;
  dialect: ProbeDialect;
  keyHeader: KeyHeader;
  baseUrl: string;
  freeCheck: FreeCheck;
  /** False where a completion is only answered for another client, which we do not pretend to be. */
  hasCompletion: boolean;
  tokenLimit: "max_tokens" | "max_completion_tokens";
};

/** What a gateway's config says about a provider: `models.providers.<id>`. */
export type ConfiguredEndpoint = Pick<ConfiguredProvider, "baseUrl" | "api"> &
  Partial<Pick<ConfiguredProvider, "hasOwnHeaders">>;

/** Source: OpenClaw 2026.3.13, `MODEL_APIS` in its bundle. */
const DIALECT_BY_API: ReadonlyMap<string, ProbeDialect> = new Map([
  ["openai-completions", "openai"],
  ["openai-responses", "openai"],
  ["ollama", "openai"],
  ["anthropic-messages", "anthropic"],
  ["google-generative-ai", "google"],
]);

const OBSTACLE_BY_API: ReadonlyMap<string, ProbeObstacle> = new Map([
  ["openai-codex-responses", "client_login"],
  ["github-copilot", "token_exchange"],
  ["bedrock-converse-stream", "cloud_signature"],
]);

const KEY_HEADER: Record<ProbeDialect, KeyHeader> = {
  anthropic: "x-api-key",
  openai: "bearer",
  google: "x-goog-api-key",
};

const MODELS_PATH: Record<ProbeDialect, string> = {
  anthropic: "/v1/models?limit=1",
  openai: "/models",
  google: "/models?pageSize=1",
};

/**
 * Where and how a provider's credentials are probed, or why they cannot be. `configured` is the gateway's own entry:
 * its base URL and API win over ours, and a provider we do not know is OpenAI-compatible unless it says otherwise. With
 * headers of its own, whose values may be variables and commands, an answer to us would say nothing of the gateway's.
 */
export function probeEndpoint(
  provider: string,
  configured: ConfiguredEndpoint | null,
): ProbeEndpoint | { canProbe: false; obstacle: ProbeObstacle } {
  const id = normalizeProvider(provider);
  const api = configured?.api?.trim() ?? "";
  const row = PROBE_ROWS.get(id) ?? null;
  const headers = configured?.hasOwnHeaders ? "config_headers" : null;
  const obstacle = OBSTACLE_BY_API.get(api) ?? obstacleOf(row) ?? headers;
  if (obstacle) return { canProbe: false, obstacle };
  const known = httpProviderOf(row);
  const dialect = DIALECT_BY_API.get(api) ?? known?.dialect ?? "openai";
  const ownUrl = configured?.baseUrl?.trim() || null;
  const url = ownUrl ?? known?.baseUrl ?? null;
  if (url === null) return { canProbe: false, obstacle: "needs_base_url" };
  const isOllama = api === "ollama" || id === "ollama";
  const baseUrl = isOllama ? versioned(url) : trimmedUrl(url);
  return { canProbe: true, provider: id, dialect, baseUrl, ...manners(known, dialect, baseUrl) };
}

function obstacleOf(row: ProbeRow | null): ProbeObstacle | null {
  return row && "obstacle" in row ? row.obstacle : null;
}

function httpProviderOf(row: ProbeRow | null): HttpProvider | null {
  return row && "dialect" in row ? row : null;
}

/** What a provider asks of a request. What is said of its own address holds for no other server that speaks like it. */
function manners(known: HttpProvider | null, dialect: ProbeDialect, baseUrl: string) {
  const spoken = known?.dialect === dialect ? known : null;
  const own = spoken?.baseUrl && trimmedUrl(spoken.baseUrl) === baseUrl ? spoken : null;
  const list: FreeCheck = { path: MODELS_PATH[dialect], proof: "list", isKnownClosed: false };
  const isOpenai = own?.baseUrl === PROBE_OPENAI_URL;
  return {
    keyHeader: spoken?.keyHeader ?? KEY_HEADER[dialect],
    freeCheck: own?.freeCheck ?? list,
    hasCompletion: !spoken?.isForOtherClients,
    tokenLimit: isOpenai ? ("max_completion_tokens" as const) : ("max_tokens" as const),
  };
}

/** The one server of its dialect whose newer models refuse `max_tokens`. */
const PROBE_OPENAI_URL = "https://api.openai.com/v1";

function trimmedUrl(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Ollama's own API is at the root; the one that speaks like OpenAI is below `/v1`. */
function versioned(url: string): string {
  const trimmed = trimmedUrl(url);
  return trimmed.endsWith("/v1") ? trimmed : `${trimmed}/v1`;
}
