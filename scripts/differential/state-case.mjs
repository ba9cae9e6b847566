import { brokenConfig, brokenStore } from "./broken-text.mjs";
import { configSections, configViolation } from "./config.mjs";
import { processVariables } from "./environment.mjs";
import { file, homeFiles } from "./home-files.mjs";
import { json5Text, jsonText, members } from "./json-text.mjs";
import { seededRandom, seedOf } from "./random.mjs";
import { storeText } from "./store.mjs";
import { providerName, secretMaker } from "./vocabulary.mjs";

/**
 * One home folder with a gateway's state, an environment, and what to ask about it, made from a seed and a number.
 *
 * The same seed and number give the same case, byte for byte. `__HOME__` in texts and variables stands for the home.
 */
export function stateCase(seed, index) {
  const random = seededRandom(seedOf(seed, index));
  const secrets = secretMaker(random);
  const stores = storeFiles(random, secrets);
  const known = knownProfiles(stores[0]?.text ?? "");
  const sections = random.chance(0.85) ? configSections(random, secrets, known) : null;
  const listed = (sections ?? []).flatMap(([name, value]) => (name === "agents" ? (value.list ?? []) : []));
  const agents = listed.length > 0 ? listed.map(({ id }) => id) : ["main"];
  const config = sections ? configFiles(random, sections) : [];
  return {
    name: `${seed}/${index}`,
    files: [...stores, ...config, ...homeFiles(random, secrets)],
    variables: processVariables(random, secrets),
    questions: questions(random, known, agents),
    secrets: secrets.made,
  };
}

/** Main's store first, when there is one. Other agents have their own, an empty one, or inherit. */
function storeFiles(random, secrets) {
  const store = (agentDir, odds) => {
    if (!random.chance(odds)) return [];
    const text = storeText(random, secrets);
    return [
      file(
        `${agentDir}/auth-profiles.json`,
        random.chance(0.1) ? brokenStore(random, text) : text,
        random.pick([0o600, 0o600, 0o600, 0o644]),
      ),
    ];
  };
  return [
    ...store(".openclaw/agents/main/agent", 0.93),
    ...store(".openclaw/agents/work/agent", 0.4),
    ...store(".openclaw/agents/ops-team/agent", 0.2),
    ...store("elsewhere", 0.1),
  ];
}

/** Ids, providers and types as the config will speak of them; a store that cannot be read has none. */
function knownProfiles(text) {
  try {
    return Object.entries(JSON.parse(text).profiles ?? {}).flatMap(([id, profile]) => {
      const { provider, type, mode } = profile ?? {};
      const known = ["api_key", "token", "oauth"].find((one) => one === (type ?? mode)) ?? "api_key";
      return typeof provider === "string" ? [{ id, provider, type: known }] : [];
    });
  } catch {
    return [];
  }
}

function configFiles(random, sections) {
  const included = random.chance(0.1) ? includeOne(random, sections) : [];
  const text = configText(random, violated(random, sections));
  const name = random.chance(0.03) ? "clawdbot.json" : "openclaw.json";
  return [...included, file(`.openclaw/${name}`, random.chance(0.06) ? brokenConfig(random, text) : text)];
}

function configText(random, sections) {
  const value = members(sections);
  return random.chance(0.4) ? json5Text(value, random) : jsonText(value);
}

/** With some chance breaks one rule of the schema. */
function violated(random, sections) {
  if (!random.chance(0.06)) return sections;
  const [path, value] = configViolation(random);
  const [top, key] = path;
  const rest = sections.filter(([name]) => name !== top);
  return [...rest, [top, key === undefined ? value : { [key]: value }]];
}

/** Moves a section into a file of its own, changing `sections`. */
function includeOne(random, sections) {
  if (sections.length === 0) return [];
  const at = random.integer(0, sections.length - 1);
  const [name, value] = sections[at];
  const text = json5Text(value, random);
  if (random.chance(0.5)) {
    sections[at] = [name, { $include: random.pick(["./part.json5", "part.json5"]) }];
    return [file(".openclaw/part.json5", text)];
  }
  sections.splice(at, 1);
  sections.unshift(["$include", ["./part.json5"]]);
  return [file(".openclaw/part.json5", json5Text(members([[name, value]]), random))];
}

const AGENTS = ["work", "main", "Ops Team", "OPS", "nope", "", "über", " WORK "];

/** One `models status` for every case, and an `order get` for some: a call of the real CLI takes seconds. */
function questions(random, known, agents) {
  const named = random.chance(0.8) ? agents : AGENTS;
  const agent = random.chance(0.4) ? random.pick(named) : null;
  const providers = known.map(({ provider }) => provider).filter((provider) => provider.trim() !== "");
  const provider = providers.length > 0 && random.chance(0.8) ? random.pick(providers) : providerName(random);
  const asked = random.chance(0.05) ? random.pick(["", "  "]) : provider;
  return {
    agent,
    order: random.chance(0.35) ? { provider: asked, agent: random.chance(0.5) ? agent : null } : null,
  };
}
