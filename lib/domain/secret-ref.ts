export type SecretRefSource = "env" | "file" | "exec";

/** OpenClaw's pointer to a secret kept elsewhere. `provider` is the secret provider's alias, not a model provider. */
export type SecretRef = { source: SecretRefSource; provider: string; id: string };
