/** Who may import whom. ARCHITECTURE.md draws this; if the two disagree, this file is right. */

const OURS = "^(app|bench|bin|cli|db|e2e|lib|messages|scripts)/";

/** Files under `from` may import their own kind and what is `allowed`; nothing else of ours. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: OURS, pathNot: [from, ...allowed] },
});

const DOMAIN = "^lib/domain/";
const VIEWS = "^lib/views/";
const OPERATIONS = "^lib/operations/";
const OPENCLAW_SCHEMAS = "^lib/openclaw/.*(schema|protocol)[a-z-]*\\.ts$";
const MESSAGES = "^messages/";
const READING = "^db/(repositories/|client\\.ts$)";
const WRITING = "^db/(repositories/|client\\.ts$|mutate\\.ts$)";

/** What both adapters stand on: the files at the top of lib, such as where things are and how to say them. */
const GROUND = "^lib/[a-z-]+\\.ts$";

/** Files that run in the browser. Next demands that its two error files do. */
const CLIENT = "(\\.client|(^|/)(global-)?error)\\.tsx$";

const INSTALLED = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown"];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only("domain-is-the-floor", DOMAIN, [], "Pure rules import nothing of ours."),
    {
      name: "domain-is-pure",
      comment: "No I/O, no framework: the domain runs anywhere and needs no mock.",
      severity: "error",
      from: { path: DOMAIN },
      to: { dependencyTypes: ["core", ...INSTALLED] },
    },
    only(
      "vault-stands-alone",
      "^lib/vault/",
      [DOMAIN],
      "Crypto knows bytes and places, not rows or requests.",
    ),
    only(
      "openclaw-is-a-contract",
      "^lib/openclaw/",
      [DOMAIN],
      "What OpenClaw's files and wires mean does not depend on what we do with them.",
    ),
    only(
      "imports-read-files",
      "^lib/imports/",
      [DOMAIN, "^lib/openclaw/(dotenv-text|json-syntax|text-position)\\.ts$"],
      "What other tools' files mean: text in, credentials out.",
    ),
    only(
      "providers-speak-http",
      "^lib/providers/",
      [DOMAIN],
      "Outbound requests know neither rows nor vault.",
    ),
    only(
      "notices-carry-words",
      "^lib/notify/",
      [
        DOMAIN,
        MESSAGES,
        "^lib/messages\\.ts$",
        "^lib/providers/(guarded-request|checked-socket|shared-resolver|outbound-result|redactor)\\.ts$",
      ],
      "A notice is text and an address. It leaves through the guarded client, as everything does that carries a credential.",
    ),
    only(
      "db-stores-envelopes",
      "^db/",
      [DOMAIN],
      "The database cannot reach the vault, so it cannot decrypt.",
    ),
    only(
      "views-cannot-decrypt",
      VIEWS,
      [DOMAIN, "^lib/openclaw/", READING, "^lib/operations/(context|operation-error)\\.ts$"],
      "Nothing a page shows can open a secret. Of the operations a view knows who asks and how to refuse.",
    ),
    only(
      "operations-do-the-work",
      OPERATIONS,
      [
        DOMAIN,
        "^lib/(vault|openclaw|providers|notify|imports)/",
        "^lib/config\\.ts$",
        "^db/package-root\\.ts$",
        WRITING,
      ],
      "Effects know neither pages nor commands.",
    ),
    only(
      "hosts-have-no-vault",
      "^lib/host/",
      [
        DOMAIN,
        "^lib/openclaw/",
        "^lib/vault/token\\.ts$",
        "^db/repositories/gateways\\.ts$",
        "^lib/operations/(ask-gateway|operation-error|publish-gateway|publish-ground|reload-gateway|unpublish-plan|write-credentials)\\.ts$",
      ],
      "A gateway's own host joins a console and publishes with the console's code, without database and vault.",
    ),
    only(
      "configuration-imports-nothing",
      "^lib/config\\.ts$",
      [],
      "Everyone may read it, so it knows nobody.",
    ),
    only(
      "catalogs-are-words",
      "^lib/messages\\.ts$",
      [MESSAGES],
      "It looks sentences up and decides nothing.",
    ),
    only(
      "terminal-is-an-adapter",
      "^cli/",
      [DOMAIN, VIEWS, OPERATIONS, "^lib/(openclaw|imports|host)/", GROUND, "^db/package-root\\.ts$"],
      "Commands parse, call one operation and print.",
    ),
    only(
      "web-has-one-door",
      "^app/_server/",
      [DOMAIN, VIEWS, OPERATIONS, GROUND, "^app/_ui/"],
      "The door hands contexts to pages; queries stay in views and operations.",
    ),
    only(
      "pages-have-one-door",
      "^app/(?!_)",
      [DOMAIN, VIEWS, OPERATIONS, "^app/_(server|ui)/", "^lib/messages\\.ts$", OPENCLAW_SCHEMAS],
      "A page shows views and hands input to operations; of OpenClaw it knows the schemas.",
    ),
    only("ui-is-dumb", "^app/_ui/", [DOMAIN], "Shared components get plain data as props."),
    only(
      "client-gets-props",
      CLIENT,
      ["^app/_ui/", DOMAIN, "\\.css$"],
      "Browser code gets data and actions as props; it imports neither.",
    ),
    {
      name: "few-hands-on-plaintext",
      comment: "Every module that can open an envelope, by name. Adding one is a security review.",
      severity: "error",
      from: {
        pathNot: [
          "^lib/vault/",
          "^lib/runtime\\.ts$",
          "^(bench|e2e|lib/testing)/",
          "^lib/operations/(opening-context|resolve-secrets|reload-gateway|edit-profile|adopt-drift|adopt-profile|write-environment-keys|run-probes|deliver-notices|test-channel|accept-code|prove-identity|second-step|own-second-factors|oidc-sign-in|drive-rotation|reseal-batch|try-secrets)\\.ts$",
          "^app/_server/(opening|probing)\\.ts$",
          "^cli/opening\\.ts$",
        ],
      },
      to: { path: "^lib/(vault/(vault|opener)|operations/opening-context)\\.ts$" },
    },
    {
      name: "framework-stays-in-app",
      comment: "Only the command that starts the console knows Next.",
      severity: "error",
      from: { path: "^(lib|db|cli)/", pathNot: "^cli/commands/serve\\.ts$" },
      to: { path: "(^|/)node_modules/(@types/)?(next|react|react-dom|server-only)/" },
    },
    {
      name: "one-place-chooses-the-driver",
      comment: "No one build of SQLite loads on every Node. Its types are the same.",
      severity: "error",
      from: { pathNot: "^db/driver\\.ts$" },
      to: {
        path: "(^|/)node_modules/better-sqlite3(-napi)?/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "resolver-travels-alone",
      comment: "The file copied to gateway hosts finds nothing there but Node.",
      severity: "error",
      from: { path: "^bin/clawkeep-resolver\\.mjs$" },
      to: { dependencyTypesNot: ["core"] },
    },
    {
      name: "test-support-stays-in-tests",
      comment: "Fakes never ship.",
      severity: "error",
      from: { pathNot: "^(e2e|lib/testing)/" },
      to: { path: "^lib/testing/" },
    },
    {
      name: "no-cycles",
      comment: "A cycle has no first file to read.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every-import-resolves",
      comment: "An import that leads nowhere would pass every other fence.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.test\\.tsx?$" },
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "types", "default"],
      exportsFields: ["exports"],
    },
  },
};
