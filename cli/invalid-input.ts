import type { z } from "zod";
import { EXIT } from "#cli/command.ts";
import type { Translator } from "#lib/messages.ts";
import { sentenceOfIssue } from "#lib/operation-sentence.ts";

type Issue = Pick<z.core.$ZodIssue, "code" | "message" | "path"> & { params?: unknown };

/** Input that an operation's schema refused. Holds the issues, never the input: that may be a secret. */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super("invalid_input");
    this.issues = issues;
  }

  /** A missing or unknown field is wrong usage; any other value was looked at and refused. */
  get exitStatus(): number {
    const isUsage = this.issues.some(({ code }) => code === "invalid_type" || code === "unrecognized_keys");
    return isUsage ? EXIT.usage : EXIT.refused;
  }
}

/** Parses what a command was given with the schema of its operation; throws InvalidInput. */
export function parseInput<T extends z.ZodType>(schema: T, fields: unknown): z.output<T> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(parsed.error.issues);
}

/** The field that is read from standard input, by the name it has in a schema. */
export type SecretField = "secret" | "password" | "rpcToken";

/**
 * The same with a secret from standard input, which is asked for only once the rest is fine: nobody
 * should paste a token to learn that a flag was wrong.
 */
export async function parseWithSecret<T extends z.ZodType>(
  schema: T,
  fields: Readonly<Record<string, unknown>>,
  field: SecretField,
  readSecret: () => Promise<string>,
): Promise<z.output<T>> {
  const early = schema.safeParse({ ...fields, [field]: "" });
  const issues = early.error?.issues.filter((issue) => issue.path[0] !== field) ?? [];
  if (issues.length > 0) throw new InvalidInput(issues);
  return parseInput(schema, { ...fields, [field]: await readSecret() });
}

/** Where a person typed a field, by its path in a schema. */
const FLAGS: Readonly<Record<string, string>> = {
  gatewayId: "--gateway",
  agentId: "--agent",
  provider: "--provider",
  profileId: "--profile-id",
  profileIds: "IDS",
  expiresAtMs: "--expires-in",
  expiresIn: "--expires-in",
  scopes: "--scope",
  metadata: "--metadata",
  label: "--label",
  email: "--email",
  name: "--name",
  variable: "--variable",
  role: "--role",
  type: "--type",
  stateDir: "--state-dir",
  openclawPath: "--openclaw",
  rpcUrl: "--url",
  baseUrl: "--set baseUrl",
  chatId: "--set chatId",
  host: "--set host",
  port: "--set port",
  security: "--set security",
  username: "--set username",
  from: "--set from",
  to: "--set to",
  // Secrets of a channel, by the names they have on standard input.
  url: "url",
  signingSecret: "signingSecret",
  topic: "topic",
  botToken: "botToken",
  "ref.source": "--source",
  "ref.provider": "--secret-provider",
  "ref.id": "--id",
};

const FROM_STDIN: ReadonlySet<string> = new Set<SecretField>(["secret", "password", "rpcToken"]);

/** One line for each thing that is wrong, each naming where it was typed. */
export function invalidInputLines({ issues }: InvalidInput, t: Translator): string[] {
  return issues.map((issue) => {
    const field = fieldName(issue.path.map(String), t);
    const sentence = sentenceOfIssue(t, issue);
    return field === null ? sentence : t("cli.invalid_field", { field, sentence });
  });
}

function fieldName(path: readonly string[], t: Translator): string | null {
  const [first = ""] = path;
  if (FROM_STDIN.has(first)) return t("cli.standard_input");
  return FLAGS[path.slice(0, 2).join(".")] ?? FLAGS[first] ?? null;
}
