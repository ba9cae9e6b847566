import { dotenvText } from "./environment.mjs";
import { jsonText, members } from "./json-text.mjs";
import { NOW_MS, providerName, timeAround } from "./vocabulary.mjs";

/** Everything in a home besides the config and the stores, as `{path, text, mode}`. */
export function homeFiles(random, secrets) {
  const some = [
    [0.3, () => file(".openclaw/.env", dotenvText(random, secrets), random.pick([0o600, 0o644]))],
    [0.2, () => file("cwd/.env", dotenvText(random, secrets))],
    [0.12, () => file(".profile", `export OPENAI_API_KEY=${secrets.long("sk-")}\n`, 0o644)],
    [0.06, () => legacyAuth(random, secrets)],
    [0.06, () => legacyOAuth(random, secrets)],
    [0.05, () => cliCredentials(random, secrets, ".qwen")],
    [0.03, () => cliCredentials(random, secrets, ".minimax")],
    [0.05, () => file(".config/gcloud/application_default_credentials.json", "{}\n")],
    [
      0.05,
      () => file(".claude/.credentials.json", jsonText({ claudeAiOauth: { accessToken: secrets.long("") } })),
    ],
  ];
  return [
    ...secretFiles(random, secrets),
    ...some.filter(([odds]) => random.chance(odds)).map(([, make]) => make()),
  ];
}

export function file(path, text, mode = 0o600) {
  return { path, text, mode };
}

/** What the secret providers of the config read and run. The command is a shell script with nothing but built-ins. */
function secretFiles(random, secrets) {
  const answer = JSON.stringify({ protocolVersion: 1, values: { "team/key": secrets.long("ex-") } });
  return [
    file(
      "secrets/keys.json",
      jsonText({ team: { key: secrets.long("fi-") } }),
      random.pick([0o600, 0o600, 0o640]),
    ),
    file(
      "secrets/keys.sh",
      `#!/bin/sh\nread -r _\nprintf '%s' '${answer}'\n`,
      random.pick([0o700, 0o755, 0o777]),
    ),
  ];
}

function legacyAuth(random, secrets) {
  const entry = () =>
    random.pick([
      { type: "api_key", key: secrets.long("sk-") },
      { type: "token", token: secrets.long("sk-ant-oat01-"), expires: timeAround(random) },
      { type: "oauth", access: secrets.long("oa-"), refresh: secrets.long("or-"), expires: NOW_MS + 1000 },
      { key: secrets.long("sk-") },
      { type: "api_key", provider: "other", key: secrets.long("sk-") },
      "text",
    ]);
  const entries = random.several(1, 3, () => [providerName(random), entry()]);
  return file(".openclaw/agents/main/agent/auth.json", jsonText(members(entries)));
}

function legacyOAuth(random, secrets) {
  const entry = () =>
    random.pick([
      { access: secrets.long("oa-"), refresh: secrets.long("or-"), expires: timeAround(random) },
      { access: secrets.long("oa-"), email: "me@example.test" },
      null,
    ]);
  const entries = random.several(1, 2, () => [providerName(random), entry()]);
  return file(".openclaw/credentials/oauth.json", jsonText(members(entries)));
}

function cliCredentials(random, secrets, folder) {
  const credentials = {
    access_token: random.chance(0.9) ? secrets.long("qw-") : undefined,
    refresh_token: random.chance(0.9) ? secrets.long("qr-") : undefined,
    expiry_date: random.chance(0.8) ? NOW_MS + random.integer(-10, 10) * 3_600_000 : timeAround(random),
    resource_url: "portal.qwen.ai",
  };
  return file(`${folder}/oauth_creds.json`, jsonText(credentials));
}
