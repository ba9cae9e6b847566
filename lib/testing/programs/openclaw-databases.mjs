import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Stands in for an `openclaw` of 2026.9 in tests of what is asked of it and in which order; the walks use the real one.
 * What its agents hold is in `stand-in.json` of the state dir, which is its first argument, and its calls in `calls.log`
 * beside that.
 */
const [stateDir, ...words] = process.argv.slice(2);
const file = path.join(stateDir, "stand-in.json");
const empty = { release: "2026.9.6", agents: { main: { profiles: {}, orders: {} } }, shared: {}, fails: {} };
const held = existsSync(file) ? { ...empty, ...JSON.parse(readFileSync(file, "utf8")) } : empty;

const named = Object.fromEntries(
  words.flatMap((word, at) => (word.startsWith("--") ? [[word.slice(2), words[at + 1]]] : [])),
);
const end = words.findIndex((word) => word.startsWith("-"));
const command = words.slice(0, end === -1 ? undefined : end).join(" ") || words.join(" ");
const rest = words.includes("--") ? words.slice(words.indexOf("--") + 1) : [];
const dryRun = words.includes("--dry-run");
appendFileSync(path.join(stateDir, "calls.log"), `${JSON.stringify({ command, named, rest, dryRun })}\n`);

const print = (document) => process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
const save = () => writeFileSync(file, JSON.stringify(held));
const fail = (why) => {
  process.stderr.write(`${why}\n`);
  process.exit(1);
};
const agent = held.agents[named.agent] ?? (named.agent === undefined ? null : fail("Unknown agent id"));

const COMMANDS = {
  "--version": () => process.stdout.write(`OpenClaw ${held.release} (eb377ac)\n`),
  "agents list": () => print(Object.keys(held.agents).map((id) => ({ id, isDefault: false }))),
  "models status": () => print(statusOf({ ...held.shared, ...agent.profiles })),
  "models auth order get": () => print({ order: agent.orders[named.provider] ?? null }),
  "models auth order set": () => {
    agent.orders[named.provider] = rest;
    save();
  },
  "models auth order clear": () => {
    delete agent.orders[named.provider];
    save();
  },
  "models auth paste-token": () => {
    const expires = Date.now() + Number.parseInt(named["expires-in"], 10);
    agent.profiles[named["profile-id"]] = { type: "token", provider: named.provider, ref: null, expires };
    save();
  },
  "models auth logout": () => {
    const [id] = rest;
    const owner = id in agent.profiles ? agent.profiles : held.shared;
    if (!(id in owner)) fail(`Auth profile "${id}" not found for agent "${named.agent}".`);
    delete owner[id];
    save();
  },
  "secrets apply": () => {
    for (const target of JSON.parse(readFileSync(named.from, "utf8")).targets) {
      const [, id, member] = target.pathSegments;
      const { profiles } = held.agents[target.agentId];
      const type = member === "key" ? "api_key" : "token";
      profiles[id] = {
        expires: null,
        ...profiles[id],
        type,
        provider: target.authProfileProvider,
        ref: target.ref,
      };
    }
    if (!dryRun) save();
    print({ mode: dryRun ? "dry-run" : "write" });
  },
};

function statusOf(profiles) {
  const entries = Object.entries(profiles);
  const providers = [...new Set(entries.map(([, { provider }]) => provider))];
  const health = ([profileId, { provider, type, expires }]) => ({
    profileId,
    provider,
    type,
    status: expires ? "ok" : "static",
    ...(expires && { expiresAt: expires }),
  });
  const label = ([id, { type, ref }]) => {
    const prefix = type === "token" ? "token:" : "";
    return `${id}=${prefix}${ref ? `ref(${ref.source}:${ref.id})` : "sk-FAKE-...masked"}`;
  };
  const of = (provider) => entries.filter(([, profile]) => profile.provider === provider);
  return {
    agentDir: path.join(stateDir, "agents", named.agent, "agent"),
    resolvedDefault: "fake/fake-1",
    fallbacks: [],
    auth: {
      missingProvidersInUse: [],
      unusableProfiles: [],
      providers: providers.map((provider) => ({ provider, profiles: { labels: of(provider).map(label) } })),
      oauth: {
        profiles: entries.map(health),
        providers: providers.map((provider) => ({ provider, effectiveProfiles: of(provider).map(health) })),
      },
    },
  };
}

const failure = held.fails[dryRun ? `${command} --dry-run` : command];
if (failure) fail(failure);
(COMMANDS[command] ?? (() => fail(`unknown command ${command}`)))();
