/** The words that generated state dirs are made of. */

/** When every case takes place: 2026-01-01T00:00:00Z, in Unix milliseconds. */
export const NOW_MS = 1_767_225_600_000;

/** Stands for the home folder in generated files and variables; each copy of a case has its own. */
export const HOME = "__HOME__";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const words = (text) => text.trim().split(/\s+/);

const COMMON_PROVIDERS = words(`
  anthropic openai google openrouter zai acme moonshot minimax
`);

const SPELLINGS = words(`
  Anthropic ANTHROPIC z.ai Z-AI opencode-zen opencode opencode-go-auth opencode-go qwen qwen-portal
  kimi-code kimi-coding bedrock aws-bedrock amazon-bedrock bytedance Doubao volcengine volcengine-plan
  byteplus byteplus-plan minimax-cn minimax-portal OpenRouter kilocode google-vertex google-gemini-cli
  github-copilot openai-codex chutes mistral groq xai ollama vercel-ai-gateway huggingface synthetic
`);

const ODD_PROVIDERS = [
  " anthropic ",
  "провайдер",
  "Ünïcode",
  "a b",
  "acme.corp",
  "x/y",
  "constructor",
  "toString",
  "__proto__",
  "İstanbul",
];

/** A provider as somebody might spell it. */
export function providerName(random) {
  return random.weighted([
    [12, () => random.pick(COMMON_PROVIDERS)],
    [7, () => random.pick(SPELLINGS)],
    [1, () => random.pick(ODD_PROVIDERS)],
  ])();
}

const ID_NAMES = [
  "default",
  "work",
  "manual",
  "me@example.test",
  "Zoë",
  "工作",
  "two words",
  "a/b",
  "@",
  "x:y",
  "é",
  "É",
  "z",
  "Z",
  "10",
  "9",
];
const ODD_IDS = [
  "no-colon",
  ":",
  " padded:id ",
  "anthropic:",
  ":default",
  "__proto__",
  "constructor",
  "anthropic:\t",
  "🔑:🔑",
  "7",
];

/** A profile id, mostly with its provider in front. */
export function profileId(random, provider) {
  return random.weighted([
    [12, () => `${provider}:${random.pick(ID_NAMES)}`],
    [1, () => `${providerName(random)}:${random.pick(ID_NAMES)}`],
    [1, () => random.pick(ODD_IDS)],
    [1, () => random.pick(["anthropic:claude-cli", "openai-codex:codex-cli", "qwen-portal:qwen-cli"])],
  ])();
}

/** A time around the instants that decide something. Not always a time. */
export function timeAround(random) {
  return random.weighted([
    [6, () => NOW_MS + random.integer(1, 400) * DAY],
    [3, () => NOW_MS - random.integer(1, 400) * DAY],
    [3, () => NOW_MS + random.pick([-1, 0, 1])],
    [4, () => NOW_MS + DAY + random.pick([-1, 0, 1])],
    [3, () => NOW_MS + random.integer(1, 47) * HOUR],
    [
      3,
      () =>
        NOW_MS +
        random.pick([29_999, 30 * SECOND, 59 * SECOND, 90 * SECOND, 59.5 * MINUTE, 47.5 * HOUR, 48 * HOUR]),
    ],
    [2, () => random.pick([0, -1, 1.5, 1_767_225_600, 8_640_000_000_000_001, 1e300])],
    [2, () => random.pick([null, "", "soon", "1767225600000", String(NOW_MS + DAY), true, [], {}])],
  ])();
}

export const ENV_NAMES = words(`
  ANTHROPIC_API_KEY ANTHROPIC_OAUTH_TOKEN OPENAI_API_KEY GEMINI_API_KEY GOOGLE_API_KEY
  OPENROUTER_API_KEY ZAI_API_KEY Z_AI_API_KEY MOONSHOT_API_KEY MINIMAX_API_KEY MINIMAX_OAUTH_TOKEN
  GH_TOKEN GITHUB_TOKEN COPILOT_GITHUB_TOKEN CHUTES_API_KEY OPENCODE_API_KEY OPENCODE_ZEN_API_KEY
  QWEN_OAUTH_TOKEN QWEN_PORTAL_API_KEY KIMI_API_KEY KIMICODE_API_KEY HF_TOKEN VOLCANO_ENGINE_API_KEY
  BYTEPLUS_API_KEY AI_GATEWAY_API_KEY GROQ_API_KEY XAI_API_KEY MISTRAL_API_KEY SYNTHETIC_API_KEY
  OLLAMA_API_KEY KILOCODE_API_KEY ANTHROPIC_API_KEYS OPENAI_API_KEY_2 OPENCLAW_LIVE_OPENAI_KEY TEAM_KEY
  ACME_KEY AWS_PROFILE AWS_ACCESS_KEY_ID AWS_BEARER_TOKEN_BEDROCK GOOGLE_CLOUD_API_KEY
`);

/** Names that references use; a few of them are never set. */
export const REF_NAMES = [
  "TEAM_KEY",
  "ACME_KEY",
  "ANTHROPIC_API_KEY",
  "OPENAI_API_KEY",
  "NOT_SET",
  "lower_case",
  "9_DIGIT",
  "",
];

const MODELS = words(`
  anthropic/claude-opus-4-6 anthropic/claude-sonnet-4-6 anthropic/claude-haiku-4-5 openai/gpt-5
  openai/gpt-5.2 openai/gpt-5-mini google/gemini-3-pro-preview google/gemini-3-flash-preview
  zai/glm-4.7 acme/m1 openrouter/moonshotai/kimi-k2 openrouter/auto moonshot/kimi-k2.5
  minimax/MiniMax-M2.1 openai-codex/gpt-5.2-codex
`);
const ODD_MODELS = [
  "claude-opus-4-6",
  "gpt-5",
  "opus",
  "sonnet",
  "GPT",
  "OpenAI/GPT-5",
  "z.ai/glm-4.7",
  " anthropic/claude-opus-4-6 ",
  "anthropic/",
  "/x",
  "anthropic/opus-4.6",
  "anthropic/opus-4-5",
  "qwen/qwen3",
  "bedrock/us.anthropic.claude",
  "google/gemini-3-pro",
  "fast",
  "anthropic/claude-opus-4-6@anthropic:work",
  "mistral/mistral-large",
  "vercel-ai-gateway/claude-opus-4.6",
  "unknown/model",
  "a/b/c",
  "xai/grok-4",
  "huggingface/deepseek-ai/DeepSeek-R1",
  "openrouter/openrouter:free",
  "volcengine-plan/ark",
  `\${MODEL}`,
];

/** A model as a config names it: mostly `provider/model`, sometimes an alias or a bare id. */
export function modelName(random) {
  return random.chance(0.75) ? random.pick(MODELS) : random.pick(ODD_MODELS);
}

/**
 * Fake secrets, and what was handed out: nothing of it may be printed but the last four characters.
 *
 * The tail of each is random, so that it can be told from every other text.
 */
export function secretMaker(random) {
  const made = [];
  const long = (prefix) => {
    const secret = `${prefix}FAKE${random.letters(random.integer(16, 60))}`;
    made.push(secret);
    return secret;
  };
  return {
    made,
    long,
    /** As people store them: sometimes short, blank, padded, broken over lines, or no secret at all. */
    any(prefix = "sk-") {
      return random.weighted([
        [16, () => long(prefix)],
        [3, () => random.letters(random.pick([1, 5, 6, 7, 8, 15, 16, 17, 18]))],
        [2, () => random.pick(["", "   ", "\n"])],
        [1, () => ` ${long(prefix)}\n`],
        [1, () => `${long(prefix)}–é`],
        [1, () => `\${${random.pick(REF_NAMES)}}`],
        [
          1,
          () =>
            random.pick([
              "OPENAI_API_KEY",
              "ollama-local",
              "secretref-managed",
              "minimax-oauth",
              "AWS_PROFILE",
            ]),
        ],
      ])();
    },
  };
}
