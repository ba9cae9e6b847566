import { isSubscriptionToken } from "#lib/domain/setup-token.ts";
import { bearer, type Credentials, type Dialect, keyHeader, PROMPT } from "#lib/providers/dialect.ts";

/**
 * Anthropic's Messages API, and whoever speaks it.
 *
 * A setup-token goes as a bearer token, with the name of the feature that lets it be one and nothing more. OpenClaw
 * also sends Claude Code's name, version and first system message; we do not pretend to be another client, so
 * Anthropic may answer that the token is for Claude Code alone, and then the probe says so.
 *
 * Source: platform.claude.com/docs/en/api; OpenClaw 2026.3.13, semantics §6.2 "Request".
 */
export const anthropic: Dialect = {
  headers: { "anthropic-version": "2023-06-01" },

  credentials(endpoint, secret): Credentials {
    if (!isSubscriptionToken(secret)) return { credential: keyHeader(endpoint, secret), headers: {} };
    return { credential: bearer(secret), headers: { "anthropic-beta": "oauth-2025-04-20" } };
  },

  completion(_endpoint, model, tokensMax) {
    const messages = [{ role: "user", content: PROMPT }];
    return { path: "/v1/messages", body: { model, max_tokens: tokensMax, messages } };
  },
};
