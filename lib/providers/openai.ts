import { type Dialect, keyHeader, PROMPT } from "#lib/providers/dialect.ts";

/**
 * OpenAI's Chat Completions, which most providers speak. The newer Responses API refuses fewer than 16 tokens.
 *
 * Source: platform.openai.com/docs/api-reference/chat; OpenClaw 2026.3.13, semantics §6.2 "Request".
 */
export const openai: Dialect = {
  headers: {},

  credentials: (endpoint, secret) => ({ credential: keyHeader(endpoint, secret), headers: {} }),

  completion({ tokenLimit }, model, tokensMax) {
    const messages = [{ role: "user", content: PROMPT }];
    return { path: "/chat/completions", body: { model, messages, [tokenLimit]: tokensMax } };
  },
};
