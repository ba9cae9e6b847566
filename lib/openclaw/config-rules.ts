import {
  AGENT_DEFAULTS_ELSEWHERE,
  AGENT_ELSEWHERE,
  TOP_LEVEL_ELSEWHERE,
} from "#lib/openclaw/config-names.ts";
import { type ConfigNode, type ConfigPath, nearestPosition, plainValue } from "#lib/openclaw/config-tree.ts";
import { type Finding, FindingList, shownName, shownPath } from "#lib/openclaw/finding.ts";
import { configSecretRef, secretsConfig } from "#lib/openclaw/secret-providers.ts";
import {
  anything,
  bool,
  filledText,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  type Shape,
  type ShapeProblem,
  text,
  textOr,
  wholly,
} from "#lib/openclaw/shape.ts";

const hours = number({ moreThan: 0 });
const positive = number({ moreThan: 0 });
const model = textOr(object({ optional: { primary: text(), fallbacks: listOf(text()) } }));
const secretInput = wholly(textOr(configSecretRef));

const api = oneOf(
  "openai-completions",
  "openai-responses",
  "openai-codex-responses",
  "anthropic-messages",
  "google-generative-ai",
  "github-copilot",
  "bedrock-converse-stream",
  "ollama",
);

const auth = object({
  optional: {
    profiles: mapOf(
      object({
        required: { provider: text(), mode: oneOf("api_key", "oauth", "token") },
        optional: { email: text() },
      }),
    ),
    order: mapOf(listOf(text())),
    cooldowns: object({
      optional: {
        billingBackoffHours: hours,
        billingBackoffHoursByProvider: mapOf(hours),
        billingMaxHours: hours,
        failureWindowHours: hours,
      },
    }),
  },
});

const modelDefinition = object({
  required: { id: filledText, name: filledText },
  optional: {
    api,
    reasoning: bool,
    input: listOf(oneOf("text", "image")),
    cost: object({ optional: known(number(), ["input", "output", "cacheRead", "cacheWrite"]) }),
    contextWindow: positive,
    maxTokens: positive,
    headers: mapOf(text()),
    compat: anything,
  },
});

const modelProvider = object({
  required: { baseUrl: filledText, models: listOf(modelDefinition) },
  optional: {
    apiKey: secretInput,
    auth: oneOf("api-key", "aws-sdk", "oauth", "token"),
    api,
    injectNumCtxForOpenAICompat: bool,
    headers: mapOf(secretInput),
    authHeader: bool,
  },
});

const models = object({
  optional: {
    mode: oneOf("merge", "replace"),
    providers: mapOf(modelProvider),
    bedrockDiscovery: object({
      optional: known(anything, [
        "enabled",
        "region",
        "providerFilter",
        "refreshInterval",
        "defaultContextWindow",
        "defaultMaxTokens",
      ]),
    }),
  },
});

const env = object({
  optional: {
    shellEnv: object({ optional: { enabled: bool, timeoutMs: number({ integer: true, atLeast: 0 }) } }),
    vars: mapOf(text()),
  },
  others: text(),
});

const agentDefaults = object({
  optional: {
    ...known(anything, AGENT_DEFAULTS_ELSEWHERE),
    model,
    imageModel: model,
    pdfModel: model,
    models: mapOf(object({ optional: { alias: text(), params: mapOf(anything), streaming: bool } })),
  },
});

const agent = object({
  required: { id: text() },
  optional: {
    ...known(anything, AGENT_ELSEWHERE),
    default: bool,
    name: text(),
    workspace: text(),
    agentDir: text(),
    model,
  },
});

const config = object({
  optional: {
    ...known(anything, TOP_LEVEL_ELSEWHERE),
    auth,
    secrets: secretsConfig,
    models,
    env,
    agents: object({ optional: { defaults: agentDefaults, list: listOf(agent) } }),
  },
});

/**
 * Checks the parts of the config that decide about credentials by OpenClaw's own schema, and that its other parts
 * are called as OpenClaw calls them. Any finding here makes OpenClaw refuse the whole config. What the other parts
 * hold is not looked at.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.1, and its schema in the bundle.
 */
export function checkConfig(root: ConfigNode): Finding[] {
  const problems: ShapeProblem[] = [];
  config(plainValue(root), [], problems);
  const findings = new FindingList();
  for (const problem of problems) addProblem(problem, root, findings);
  return findings.all();
}

function addProblem(problem: ShapeProblem, root: ConfigNode, findings: FindingList): void {
  const at = (path: ConfigPath) => () => nearestPosition(root, path);
  const path = shownPath(problem.path) || "<root>";
  if (problem.kind === "unknown_key") {
    const { key } = problem;
    findings.add("config_unknown_key", at([...problem.path, key]), { path, key: shownName(key) });
    return;
  }
  const { rule, expected } = problem;
  findings.add("config_invalid_value", at(problem.path), { path, rule, expected });
}

function known(shape: Shape, keys: readonly string[]): Record<string, Shape> {
  return Object.fromEntries(keys.map((key) => [key, shape]));
}
