import { z } from "zod";

/** What another host says it did. It is shown and kept, so that nothing but references and facts fits in. */

const Text = z.string().max(4_096);
const Texts = z.array(Text).max(20_000);
const Params = z.record(z.string(), z.union([Text, z.number()]));
const Code = z.string().regex(/^[a-z0-9_]{1,64}$/);
const Action = z.enum(["add", "change", "remove", "take_over", "overwrite", "restore", "forget"]);
const Ref = z.strictObject({ source: z.enum(["env", "file", "exec"]), provider: Text, id: Text });
const Metadata = z.record(z.string(), Text).nullable();

const Entry = z.strictObject({
  type: z.enum(["api_key", "token"]),
  provider: Text,
  ref: Ref,
  expires: z.number().nullable(),
  email: Text.nullable(),
  metadata: Metadata,
});
const Observed = z.strictObject({
  type: Text,
  provider: Text,
  ref: Ref.nullable(),
  inline: z.boolean(),
  expires: z.union([z.number(), z.literal("invalid"), z.null()]),
  email: Text.nullable(),
  metadata: Metadata,
});

const Change = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("profile"),
    agentId: Text,
    key: Text,
    action: Action,
    before: Observed.nullable(),
    after: Entry.nullable(),
  }),
  z.strictObject({
    kind: z.literal("order"),
    agentId: Text,
    key: Text,
    action: Action,
    before: Texts.nullable(),
    after: Texts.nullable(),
    aliasKeys: Texts,
  }),
]);

/** A member of the config: a text, or the plain object that the secret provider is. */
const Plain = z.union([Text, z.number(), z.boolean(), z.null(), Texts]);
const Member = z.union([Plain, z.record(z.string(), Plain)]).optional();

const ConfigChange = z.strictObject({
  path: z.array(Text).max(16),
  action: z.enum(["add", "change", "remove"]),
  before: Member,
  after: Member,
  file: Text,
  at: z.array(Text).max(16),
});

const Reload = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("reloaded"), warningCount: z.number().int().nonnegative() }),
  z.strictObject({ kind: z.literal("by_hand"), command: Text }),
  z.strictObject({ kind: z.literal("failed"), code: Code, params: Params, command: Text }),
]);

export const HostReceipt = z.strictObject({
  publicationId: Text,
  changes: z.array(Change).max(50_000),
  config: z.array(ConfigChange).max(50_000),
  resolver: z.strictObject({
    command: Text,
    url: Text,
    action: z.enum(["install", "replace", "keep", "remove"]),
    issuesToken: z.boolean(),
  }),
  files: z.array(z.strictObject({ path: Text, sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(5_000),
  reload: Reload,
  verified: z.boolean(),
  notes: z.array(z.strictObject({ code: Code, params: Params })).max(5_000),
});
export type HostReceipt = z.output<typeof HostReceipt>;

/** Why a host could not do what it was asked: the code and facts of a sentence. */
export const HostTrouble = z.strictObject({ code: Code, params: Params });
export type HostTrouble = z.output<typeof HostTrouble>;
