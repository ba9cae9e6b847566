import { z } from "zod";
import {
  CheckAnswer,
  JoinAnswer,
  LiveAnswer,
  Refusal,
  ResolverAnswer,
  ResolverRefusal,
  SyncAnswer,
  VaultAnswer,
} from "#app/api/answers.ts";
import { CheckQuery } from "#app/api/check/query.ts";
import { VaultWish } from "#app/api/vault/wish.ts";
import { ResolveSecretsInput } from "#lib/operations/resolve-secrets.ts";

type Json = Record<string, unknown>;

/** The OpenAPI document of every route under `/api`. A test compares it with the handlers and with docs/openapi.json. */
export function openApiDocument(version: string): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "Clawkeep",
      version,
      description: "What machines may ask of a Clawkeep console. People use its pages or its command line.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "http://127.0.0.1:3210", description: "Where `clawkeep serve` listens by default." }],
    paths: {
      "/api/check": { get: CHECK },
      "/api/metrics": { get: METRICS },
      "/api/calendar/{file}": { get: CALENDAR },
      "/api/resolver": { post: RESOLVER },
      "/api/gateway/join": { post: JOIN },
      "/api/gateway/sync": { post: SYNC },
      "/api/live": { get: LIVE },
      "/api/vault": { post: VAULT },
    },
    components: {
      securitySchemes: {
        apiToken: {
          type: "http",
          scheme: "bearer",
          description: "An API token, `cka_…`. Its scopes say which of the addresses it opens.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "clawkeep.session_token",
          description:
            "The session of someone who is signed in; `__Secure-` stands before its name over HTTPS.",
        },
        joinToken: {
          type: "http",
          scheme: "bearer",
          description: "A one-time token, `ckj_…`, with which the host of a gateway joins.",
        },
        resolverToken: {
          type: "http",
          scheme: "bearer",
          description: "The token of one gateway, `ckr_…`, which publishing puts there.",
        },
      },
      schemas: {
        CheckAnswer: jsonSchema(CheckAnswer),
        LiveAnswer: jsonSchema(LiveAnswer),
        Refusal: jsonSchema(Refusal),
        ResolverRequest: jsonSchema(ResolveSecretsInput),
        ResolverAnswer: jsonSchema(ResolverAnswer),
        ResolverRefusal: jsonSchema(ResolverRefusal),
        VaultRequest: jsonSchema(VaultWish),
        VaultAnswer: jsonSchema(VaultAnswer),
        JoinAnswer: jsonSchema(JoinAnswer),
        SyncAnswer: jsonSchema(SyncAnswer),
      },
    },
  };
}

const refers = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
const json = (description: string, name: string) => ({
  description,
  content: { "application/json": refers(name) },
});
const text = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: { type: "string" } } },
});

const UNAUTHORISED = json("There is no token, or it is unknown, expired or revoked.", "Refusal");
const FORBIDDEN = json("The token lacks the scope, or is for another gateway.", "Refusal");
const OWN_FAULT = "A fault of the console's own, a damaged database or a failed disk.";
const NOT_NOW = "The database is busy, read-only or not to be opened; `Retry-After` says when to ask again.";
const DISK_FULL = "The disk that holds the database is full.";
const FAULTS = {
  500: json(OWN_FAULT, "Refusal"),
  503: json(NOT_NOW, "Refusal"),
  507: json(DISK_FULL, "Refusal"),
};

const CHECK: Json = {
  operationId: "check",
  summary: "Whether credentials of a gateway are gone or ending",
  description: "Needs the scope `check:read`. The same result as `clawkeep models status --check`.",
  security: [{ apiToken: [] }],
  parameters: queryParameters(CheckQuery),
  responses: {
    200: json("Exit code 0, all is well, or 2, something ends within 24 hours.", "CheckAnswer"),
    400: json("A query that is not understood, or several gateways and none named.", "Refusal"),
    401: UNAUTHORISED,
    403: FORBIDDEN,
    404: json("There is no such gateway or agent.", "Refusal"),
    ...FAULTS,
    503: {
      description: `Exit code 1: something is expired, missing or unreadable. Or a refusal: ${NOT_NOW}`,
      content: {
        "application/json": { schema: { anyOf: [refers("CheckAnswer").schema, refers("Refusal").schema] } },
      },
    },
  },
};

const OF_HOSTS =
  "Spoken by `clawkeep gateway join` and `clawkeep gateway sync` of the same release and by nothing else: gzip'd JSON.";

const JOIN: Json = {
  operationId: "joinGateway",
  summary: "Registers a gateway of another host",
  description: OF_HOSTS,
  security: [{ joinToken: [] }],
  responses: {
    200: json("The gateway as it is registered.", "JoinAnswer"),
    400: json("The body is not understood.", "Refusal"),
    401: json("The token is unknown, used or over.", "Refusal"),
    409: json("The name or the state directory is another gateway's.", "Refusal"),
    ...FAULTS,
  },
};

const SYNC: Json = {
  operationId: "syncGateway",
  summary: "Takes what a gateway's host reports, and says what it is to do",
  description: `${OF_HOSTS} References only, in both directions.`,
  security: [{ resolverToken: [] }],
  responses: {
    200: json("What to do, or null.", "SyncAnswer"),
    400: json("The body is not understood.", "Refusal"),
    401: json("There is no token, or it is unknown.", "Refusal"),
    403: json("The token was revoked.", "Refusal"),
    409: json("The gateway is on the console's own host.", "Refusal"),
    ...FAULTS,
  },
};

const METRICS: Json = {
  operationId: "metrics",
  summary: "Counts and times in Prometheus' text format",
  description: "Needs the scope `metrics:read`. No profile is named, and no secret.",
  security: [{ apiToken: [] }],
  responses: {
    200: text("The metrics, each with its help.", "text/plain"),
    401: UNAUTHORISED,
    403: FORBIDDEN,
    ...FAULTS,
  },
};

const CALENDAR: Json = {
  operationId: "calendar",
  summary: "Expiries as events in iCalendar format",
  description: "The address is the secret: whoever has it can read the expiries until it is revoked.",
  security: [],
  parameters: [
    {
      name: "file",
      in: "path",
      required: true,
      description: "The secret of a calendar link, and `.ics`.",
      schema: { type: "string", pattern: "^ckc_[A-Za-z0-9_-]{48}\\.ics$" },
    },
  ],
  responses: {
    200: text("One event for each credential that ends.", "text/calendar"),
    404: json("There is no calendar at this address, or none any more.", "Refusal"),
    ...FAULTS,
  },
};

const RESOLVER: Json = {
  operationId: "resolve",
  summary: "Secrets for one gateway",
  description:
    "Asked by `clawkeep-resolver` on the gateway. It gets what was published to it, and nothing else.",
  security: [{ resolverToken: [] }],
  requestBody: { required: true, content: { "application/json": refers("ResolverRequest") } },
  responses: {
    200: json("Values and refusals by id.", "ResolverAnswer"),
    400: json("Not a request of exec protocol version 1.", "ResolverRefusal"),
    401: json("The token is unknown.", "ResolverRefusal"),
    403: json("The token was revoked.", "ResolverRefusal"),
    423: json("The vault does not open.", "ResolverRefusal"),
    500: json(OWN_FAULT, "ResolverRefusal"),
    503: json(NOT_NOW, "ResolverRefusal"),
    507: json(DISK_FULL, "ResolverRefusal"),
  },
};

const LIVE: Json = {
  operationId: "live",
  summary: "Whether an open page is still right",
  description:
    "Asked by the console's own pages every few seconds. It reads no credential and keeps nobody signed in.",
  security: [{ session: [] }],
  responses: {
    200: json("A text that changes with everything that the status is made of.", "LiveAnswer"),
    401: json("Nobody is signed in.", "Refusal"),
    ...FAULTS,
  },
};

const VAULT: Json = {
  operationId: "vault",
  summary: "Unsealing and locking the vault",
  description: "Asked by `clawkeep vault unseal` and `lock`. The passphrase of the keyring is the authority.",
  security: [],
  requestBody: { required: true, content: { "application/json": refers("VaultRequest") } },
  responses: {
    200: json("What the vault is now.", "VaultAnswer"),
    400: json("Not such a request.", "Refusal"),
    403: json("The passphrase is wrong.", "Refusal"),
    409: json("The keyring is not sealed under a passphrase.", "Refusal"),
    413: json("The passphrase is too long.", "Refusal"),
    429: json("Too many attempts from this address, or in all.", "Refusal"),
    ...FAULTS,
    503: json(
      `The keyring is missing, damaged or another vault's, or too many ask. Or: ${NOT_NOW}`,
      "Refusal",
    ),
  },
};

function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, id: _id, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Json;
  return rest;
}

function queryParameters(query: z.ZodObject): Json[] {
  return Object.entries(query.shape).map(([name, field]) => {
    const { description, ...schema } = jsonSchema(field as z.ZodType);
    return {
      name,
      in: "query",
      required: !(field as z.ZodType).safeParse(undefined).success,
      description,
      schema,
    };
  });
}
