import { type Dialect, keyHeader, PROMPT } from "#lib/providers/dialect.ts";

/**
 * Google's Gemini API. The key goes in a header, because one in the address would be in every log.
 *
 * Source: ai.google.dev/api/generate-content.
 */
export const google: Dialect = {
  headers: {},

  credentials: (endpoint, secret) => ({ credential: keyHeader(endpoint, secret), headers: {} }),

  completion(_endpoint, model, tokensMax) {
    const contents = [{ role: "user", parts: [{ text: PROMPT }] }];
    const path = `/models/${encodeURIComponent(model)}:generateContent`;
    return { path, body: { contents, generationConfig: { maxOutputTokens: tokensMax } } };
  },
};
