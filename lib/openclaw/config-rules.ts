import { z } from "zod";
import { type ConfigNode, type ConfigPath, nearestPosition, plainValue } from "#lib/openclaw/config-tree.ts";
import { type Finding, FindingList, shownName, shownPath } from "#lib/openclaw/finding.ts";
import { ConfigSecretRef, SecretsConfig } from "#lib/openclaw/secret-providers.ts";

const PositiveHours = z.number().positive();
const Model = z.union([
  z.string(),
  z.strictObject({ primary: z.string().optional(), fallbacks: z.array(z.string()).optional() }),
]);
const SecretInput = z.union([z.string(), ConfigSecretRef]);
const APIS = [
  "openai-completions",
  "openai-responses",
  "openai-codex-responses",
  "anthropic-messages",
  "google-generative-ai",
  "github-copilot",
  "bedrock-converse-stream",
  "ollama",
] as const;

const Auth = z.strictObject({
  profiles: z
    .record(
      z.string(),
      z.strictObject({
        provider: z.string(),
        mode: z.enum(["api_key", "oauth", "token"]),
        email: z.string().optional(),
      }),
    )
    .optional(),
  order: z.record(z.string(), z.array(z.string())).optional(),
  cooldowns: z
    .strictObject({
      billingBackoffHours: PositiveHours.optional(),
      billingBackoffHoursByProvider: z.record(z.string(), PositiveHours).optional(),
      billingMaxHours: PositiveHours.optional(),
      failureWindowHours: PositiveHours.optional(),
    })
    .optional(),
});

const ModelProvider = z.strictObject({
  baseUrl: z.string().min(1),
  apiKey: SecretInput.optional(),
  auth: z.enum(["api-key", "aws-sdk", "oauth", "token"]).optional(),
  api: z.enum(APIS).optional(),
  injectNumCtxForOpenAICompat: z.boolean().optional(),
  headers: z.record(z.string(), SecretInput).optional(),
  authHeader: z.boolean().optional(),
  models: z.array(z.looseObject({ id: z.string().min(1), name: z.string().min(1) })),
});

const Models = z.strictObject({
  mode: z.enum(["merge", "replace"]).optional(),
  providers: z.record(z.string(), ModelProvider).optional(),
  bedrockDiscovery: z.unknown().optional(),
});

const Env = z
  .object({
    shellEnv: z
      .strictObject({ enabled: z.boolean().optional(), timeoutMs: z.int().nonnegative().optional() })
      .optional(),
    vars: z.record(z.string(), z.string()).optional(),
  })
  .catchall(z.string());

const ListedModel = z.strictObject({
  alias: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  streaming: z.boolean().optional(),
});

const Agent = z.looseObject({
  id: z.string(),
  default: z.boolean().optional(),
  name: z.string().optional(),
  workspace: z.string().optional(),
  agentDir: z.string().optional(),
  model: Model.optional(),
});

const Agents = z.strictObject({
  defaults: z
    .looseObject({
      model: Model.optional(),
      imageModel: Model.optional(),
      models: z.record(z.string(), ListedModel).optional(),
    })
    .optional(),
  list: z.array(Agent).optional(),
});

const CredentialConfig = z.looseObject({
  auth: Auth.optional(),
  secrets: SecretsConfig.optional(),
  models: Models.optional(),
  env: Env.optional(),
  agents: Agents.optional(),
});

/**
 * Checks the parts of the config that decide about credentials by OpenClaw's own schema. Any finding here
 * makes OpenClaw refuse the whole config. Unknown keys elsewhere are not looked at.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.1, and its schema in the bundle.
 */
export function checkConfig(root: ConfigNode): Finding[] {
  const parsed = CredentialConfig.safeParse(plainValue(root));
  if (parsed.success) return [];
  const findings = new FindingList();
  for (const issue of parsed.error.issues) addIssue(issue, [], root, findings);
  return findings.all();
}

type Issue = z.core.$ZodIssue;

/** Zod's sentences are never passed on; a rule is named by a code of ours. */
function addIssue(issue: Issue, base: ConfigPath, root: ConfigNode, findings: FindingList): void {
  const path = [...base, ...issue.path.filter((segment) => typeof segment !== "symbol")];
  const at = (inner: ConfigPath = path) => nearestPosition(root, inner);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const params = { path: shownPath(path), key: shownName(key) };
      findings.add("config_unknown_key", () => at([...path, key]), params);
    }
    return;
  }
  findings.add("config_invalid_value", () => at(), { path: shownPath(path), ...ruleOf(issue) });
}

/** `rule` chooses the words, `expected` completes them. */
function ruleOf(issue: Issue): { rule: string; expected: string | number } {
  if (issue.code === "invalid_type") return { rule: "type", expected: issue.expected };
  if (issue.code === "invalid_value")
    return { rule: "one_of", expected: issue.values.map(String).join(", ") };
  if (issue.code === "too_big") return { rule: "at_most", expected: Number(issue.maximum) };
  if (issue.code === "too_small") {
    return { rule: issue.inclusive ? "at_least" : "more_than", expected: Number(issue.minimum) };
  }
  // Only our own messages reach this point: each is the code of a rule.
  if (issue.code === "custom" || issue.code === "invalid_format")
    return { rule: issue.message, expected: "" };
  return { rule: "shape", expected: "" };
}
