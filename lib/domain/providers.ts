import { aliasesOf, normalizeProvider } from "#lib/domain/provider-id.ts";

/** A model provider OpenClaw knows by itself. Any other id works as well; these are offered in forms. */
export type KnownProvider = {
  id: string;
  displayName: string;
  /** Other spellings that mean this id. */
  aliases: readonly string[];
  /** Environment variables its key is taken from; the first non-blank one wins. */
  envVars: readonly string[];
  /** `claude setup-token` makes a credential for it. */
  setupToken: boolean;
  /** A key or token can be pasted for it. The others sign in by OAuth or use a cloud SDK. */
  pasteable: boolean;
};

type Row = readonly [id: string, displayName: string, ...envVars: string[]];

/** The most used ones first, then by id. */
const PASTEABLE: readonly Row[] = [
  ["anthropic", "Anthropic", "ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"],
  ["openai", "OpenAI", "OPENAI_API_KEY"],
  ["google", "Google Gemini", "GEMINI_API_KEY"],
  ["openrouter", "OpenRouter", "OPENROUTER_API_KEY"],
  ["byteplus", "BytePlus", "BYTEPLUS_API_KEY"],
  ["byteplus-plan", "BytePlus Coding Plan", "BYTEPLUS_API_KEY"],
  ["cerebras", "Cerebras", "CEREBRAS_API_KEY"],
  ["chutes", "Chutes", "CHUTES_OAUTH_TOKEN", "CHUTES_API_KEY"],
  ["cloudflare-ai-gateway", "Cloudflare AI Gateway", "CLOUDFLARE_AI_GATEWAY_API_KEY"],
  ["deepgram", "Deepgram", "DEEPGRAM_API_KEY"],
  ["github-copilot", "GitHub Copilot", "COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"],
  ["groq", "Groq", "GROQ_API_KEY"],
  ["huggingface", "Hugging Face", "HUGGINGFACE_HUB_TOKEN", "HF_TOKEN"],
  ["kilocode", "Kilo Code", "KILOCODE_API_KEY"],
  ["kimi-coding", "Kimi Coding", "KIMI_API_KEY", "KIMICODE_API_KEY"],
  ["litellm", "LiteLLM", "LITELLM_API_KEY"],
  ["minimax", "MiniMax", "MINIMAX_API_KEY"],
  ["minimax-portal", "MiniMax Portal", "MINIMAX_OAUTH_TOKEN", "MINIMAX_API_KEY"],
  ["mistral", "Mistral", "MISTRAL_API_KEY"],
  ["modelstudio", "Alibaba Cloud Model Studio", "MODELSTUDIO_API_KEY"],
  ["moonshot", "Moonshot", "MOONSHOT_API_KEY"],
  ["nvidia", "NVIDIA", "NVIDIA_API_KEY"],
  ["ollama", "Ollama", "OLLAMA_API_KEY"],
  ["opencode", "OpenCode Zen", "OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"],
  ["opencode-go", "OpenCode Go", "OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"],
  ["qianfan", "Qianfan", "QIANFAN_API_KEY"],
  ["qwen-portal", "Qwen Portal", "QWEN_OAUTH_TOKEN", "QWEN_PORTAL_API_KEY"],
  ["sglang", "SGLang", "SGLANG_API_KEY"],
  ["synthetic", "Synthetic", "SYNTHETIC_API_KEY"],
  ["together", "Together AI", "TOGETHER_API_KEY"],
  ["venice", "Venice", "VENICE_API_KEY"],
  ["vercel-ai-gateway", "Vercel AI Gateway", "AI_GATEWAY_API_KEY"],
  ["vllm", "vLLM", "VLLM_API_KEY"],
  ["volcengine", "Volcano Engine", "VOLCANO_ENGINE_API_KEY"],
  ["volcengine-plan", "Volcano Engine Coding Plan", "VOLCANO_ENGINE_API_KEY"],
  ["voyage", "Voyage AI", "VOYAGE_API_KEY"],
  ["xai", "xAI", "XAI_API_KEY"],
  ["xiaomi", "Xiaomi", "XIAOMI_API_KEY"],
  ["zai", "Z.AI", "ZAI_API_KEY", "Z_AI_API_KEY"],
];

const NOT_PASTEABLE: readonly Row[] = [
  ["amazon-bedrock", "Amazon Bedrock"],
  ["google-gemini-cli", "Google Gemini CLI"],
  ["google-vertex", "Google Vertex AI"],
  ["openai-codex", "OpenAI Codex"],
];

const SETUP_TOKEN_PROVIDER = "anthropic";

function known([id, displayName, ...envVars]: Row, pasteable: boolean): KnownProvider {
  const setupToken = id === SETUP_TOKEN_PROVIDER;
  return { id, displayName, aliases: aliasesOf(id), envVars, setupToken, pasteable };
}

/**
 * The known providers in the sequence a form offers them.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.1 list A for the variables, §5.1 for the aliases.
 */
export const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  ...PASTEABLE.map((row) => known(row, true)),
  ...NOT_PASTEABLE.map((row) => known(row, false)),
];

const BY_ID: ReadonlyMap<string, KnownProvider> = new Map(KNOWN_PROVIDERS.map((entry) => [entry.id, entry]));

/** The known provider that a text means, in any spelling, or null. */
export function findProvider(provider: string): KnownProvider | null {
  return BY_ID.get(normalizeProvider(provider)) ?? null;
}

/** What a person calls a provider: its name when it is a known one, else its id as typed. */
export function providerName(provider: string): string {
  return findProvider(provider)?.displayName ?? provider;
}
