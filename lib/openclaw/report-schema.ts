import { z } from "zod";
import { FINDING_CODES, type FindingCode } from "#lib/openclaw/finding.ts";
import { REF_FAILURES } from "#lib/openclaw/secret-resolution.ts";

const Text = z.string().max(8_192);
const Path = z.string().max(4_096);
const Count = z.number().int().nonnegative();
const Time = z.number();
const Type = z.enum(["api_key", "token", "oauth"]);
const Source = z.enum(["env", "file", "exec"]);
const Texts = z.array(Text).max(20_000);
const pairs = <Value extends z.ZodType>(value: Value) => z.array(z.tuple([Text, value])).max(20_000);

const Finding = z.strictObject({
  code: z.enum(FINDING_CODES as [FindingCode]),
  severity: z.enum(["error", "warning", "info"]),
  file: Path.nullable(),
  line: Count.nullable(),
  column: Count.nullable(),
  params: z.record(z.string(), z.union([Text, z.number()])),
});
const Findings = z.array(Finding).max(20_000);

const Facts = z.strictObject({
  path: Path,
  realPath: Path,
  isSymlink: z.boolean(),
  mode: Count,
  uid: Count,
  gid: Count,
  size: Count,
  mtimeMs: Time,
  hardLinks: Count,
});

const Ref = z.strictObject({ source: Source, provider: Text, id: Text });

const Profile = z.strictObject({
  profileId: Text,
  provider: Text,
  type: Type,
  inline: z.boolean(),
  ref: Ref.nullable(),
  expires: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("absent") }),
    z.strictObject({ kind: z.literal("at"), atMs: Time }),
    z.strictObject({ kind: z.literal("invalid") }),
  ]),
  expiresWritten: z.union([Text, z.number(), z.boolean(), z.null()]).optional(),
  email: Text.nullable(),
  metadata: z.record(z.string(), Text).nullable(),
  oauth: z
    .strictObject({
      hasAccess: z.boolean(),
      hasRefresh: z.boolean(),
      refreshIsBlank: z.boolean().optional(),
      accountId: Text.nullable(),
    })
    .nullable(),
});

const Usage = z.strictObject({
  lastUsed: Time.optional(),
  cooldownUntil: Time.optional(),
  disabledUntil: Time.optional(),
  disabledReason: Text.optional(),
  errorCount: Time.optional(),
  failureCounts: z.record(z.string(), Time).optional(),
  lastFailureAt: Time.optional(),
});

const Store = z.strictObject({
  profiles: z.array(Profile).max(20_000),
  order: pairs(Texts),
  lastGood: pairs(Text),
  usageStats: pairs(Usage),
  ignored: z.array(
    z.strictObject({
      profileId: Text,
      reason: z.enum(["non_object", "invalid_type", "missing_provider"]),
    }),
  ),
});

const Agent = z.strictObject({
  agentId: Text,
  name: Text.nullable(),
  origin: z.enum(["config", "implicit", "folder"]),
  isDefault: z.boolean(),
  agentDir: Path.nullable(),
  hasOwnAgentDir: z.boolean(),
  storePath: Path.nullable(),
  status: z.enum(["ok", "absent", "malformed", "unreadable"]),
  store: Store.nullable(),
  file: Facts.nullable(),
  unknownTopLevel: Texts,
  refLabels: pairs(Text),
  effective: Store,
  effectiveIsCertain: z.boolean(),
  inheritsFromMain: z.boolean(),
  legacyFiles: z.array(Path),
});

const ObservedProfile = z.strictObject({
  profileId: Text,
  provider: Text,
  type: Type,
  ref: z.strictObject({ source: Source, id: Text }).nullable(),
  expiresAtMs: Time.nullable(),
  status: Text,
  unusable: z
    .strictObject({ kind: z.enum(["cooldown", "disabled"]), reason: Text.nullable(), untilMs: Time })
    .nullable(),
});

const Observation = z.strictObject({
  release: Text,
  atMs: Time,
  agents: z.array(
    z.strictObject({
      agentId: Text,
      agentDir: Path,
      isDefault: z.boolean(),
      model: Text,
      fallbacks: Texts,
      profiles: z.array(ObservedProfile).max(20_000),
      orders: z.record(z.string(), Texts),
      effective: z.record(z.string(), Texts),
      missingProviders: Texts,
    }),
  ),
});

const EnvSource = z.enum([
  "process",
  "cwd_env_file",
  "state_env_file",
  "config_env",
  "config_env_vars",
  "login_shell",
]);

/** A member of the config and where it stands: file, line, column. */
export type ReportedNode = {
  at: [string | null, number | null, number | null];
  value?: string | number | boolean | null | undefined;
  items?: ReportedNode[] | undefined;
  members?: [string, ReportedNode][] | undefined;
};

const Node: z.ZodType<ReportedNode, ReportedNode> = z.lazy(() =>
  z.strictObject({
    at: z.tuple([Path.nullable(), Count.nullable(), Count.nullable()]),
    value: z.union([Text, z.number(), z.boolean(), z.null()]).optional(),
    items: z.array(Node).max(20_000).optional(),
    members: z
      .array(z.tuple([Text, Node]))
      .max(20_000)
      .optional(),
  }),
);

/** What `gatewayReport` gives, as it comes over the wire. */
export const GatewayReport = z.strictObject({
  version: z.literal(1),
  stateDir: Path.regex(/^\//),
  givenStateDir: Path,
  problem: z.enum(FINDING_CODES as [FindingCode]).nullable(),
  ownerUid: Count.nullable(),
  storage: z.enum(["auth-profiles-json", "sqlite"]),
  sqliteFiles: z.array(Path),
  observation: Observation.nullable(),
  config: z.strictObject({
    file: Path,
    status: z.enum(["absent", "ok", "invalid", "malformed", "unreadable"]),
    auth: z.strictObject({
      profiles: pairs(z.strictObject({ provider: Text, mode: Type, email: Text.nullable() })),
      order: pairs(Texts),
    }),
    secretDefaults: z.strictObject({ env: Text, file: Text, exec: Text }),
    document: Node,
    filesRead: z.array(Facts),
    findings: Findings,
  }),
  agents: z.array(Agent).max(2_000),
  mainDir: Agent.nullable(),
  defaultAgentId: Text,
  mainStorePath: Path.nullable(),
  environment: z
    .array(
      z.strictObject({
        name: Text,
        isBlank: z.boolean(),
        source: EnvSource,
        file: Path.nullable(),
        copiedFrom: Text.nullable(),
        wins: z.boolean(),
        shadows: z.array(EnvSource),
      }),
    )
    .max(20_000),
  loginShell: z.strictObject({
    enabled: z.boolean(),
    because: z.enum(["disabled", "deferred", "already_has_keys", "runs"]),
    shell: Path,
    appliedKeys: Texts,
  }),
  home: z.strictObject({ dir: Path, prefix: z.enum(["~", "$OPENCLAW_HOME"]) }).nullable(),
  findings: Findings,
  outcomes: pairs(z.enum(REF_FAILURES).nullable()),
  hasGcloudCredentials: z.boolean(),
  resolver: z.strictObject({
    command: Path,
    isInstalled: z.boolean(),
    isCurrent: z.boolean(),
    url: Text.nullable(),
  }),
});
export type GatewayReport = z.input<typeof GatewayReport>;
