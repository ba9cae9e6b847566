import { REFERENCED } from "./config.mjs";
import { ENV_NAMES, HOME } from "./vocabulary.mjs";

/** Variables that hold no secret: how likely each is, and its value. */
const SETTINGS = [
  [0.5, "MODEL", "openai/gpt-5"],
  [0.5, "BASE_URL", "https://llm.example.test/v1"],
  [0.03, "OPENCLAW_AGENT_DIR", `${HOME}/elsewhere`],
  [0.01, "OPENCLAW_AGENT_DIR", "~/elsewhere"],
  [0.01, "OPENCLAW_AGENT_DIR", ""],
  [0.02, "PI_CODING_AGENT_DIR", `${HOME}/elsewhere`],
  [0.02, "OPENCLAW_OAUTH_DIR", `${HOME}/oauth`],
  [0.03, "OPENCLAW_AUTH_STORE_READONLY", "1"],
  [0.03, "OPENCLAW_LOAD_SHELL_ENV", "1"],
  [0.04, "SHELL", "/bin/sh"],
  [0.03, "GOOGLE_CLOUD_LOCATION", "us-central1"],
  [0.03, "GOOGLE_CLOUD_PROJECT", "project-1"],
];

/** Variables of the process that runs the command. */
export function processVariables(random, secrets) {
  const names = new Set(random.several(0, 4, () => random.pick(ENV_NAMES)));
  for (const name of REFERENCED) if (random.chance(0.35)) names.add(name);
  const variables = Object.fromEntries([...names].map((name) => [name, variable(random, secrets)]));
  for (const [odds, name, value] of SETTINGS) {
    if (random.chance(odds)) variables[name] = value;
  }
  return variables;
}

function variable(random, secrets) {
  return random.weighted([
    [10, () => secrets.long("sk-")],
    [2, () => random.pick(["", "  "])],
    [1, () => ` ${secrets.long("sk-")} `],
    [1, () => `${secrets.long("sk-")},${secrets.long("sk-")}`],
    [1, () => random.letters(random.pick([1, 6, 16]))],
  ])();
}

/** The text of a `.env`, as tidy or untidy as they are. */
export function dotenvText(random, secrets) {
  const lines = random.several(1, 6, () => dotenvLine(random, secrets));
  const end = random.weighted([
    [8, "\n"],
    [1, "\r\n"],
    [1, "\r"],
  ]);
  return `${random.chance(0.04) ? "\uFEFF" : ""}${lines.join(end)}${random.chance(0.8) ? end : ""}`;
}

function dotenvLine(random, secrets) {
  const name = random.chance(0.8) ? random.pick(ENV_NAMES) : random.pick(REFERENCED);
  const value = secrets.long("sk-");
  return random.weighted([
    [10, `${name}=${value}`],
    [2, `${name}="${value}"`],
    [2, `${name}='${value}'`],
    [1, `export ${name}=${value}`],
    [1, `  ${name} = ${value}  # note`],
    [1, `${name}=${value} # note`],
    [1, `${name}="${value} # kept"`],
    [1, `${name}=`],
    [1, `${name}=""`],
    [1, `${name}: ${value}`],
    [1, `# ${name}=${value}`],
    [1, ""],
    [1, "not a line"],
    [1, `${name}="two\nlines"`],
    [1, `${name}="unclosed`],
    [1, `${name}=\`${value}\``],
  ]);
}
