/**
 * Stores of any size that look like real ones and are the same every time: 60 % api_key, 25 % token, 15 % oauth;
 * ten providers and a hot one that has half of everything; e-mail addresses in several scripts; 2 % in
 * cooldown, 10 % of the tokens expired and 20 % about to be.
 */

const PROVIDERS = [
  "anthropic",
  "openai",
  "google",
  "groq",
  "xai",
  "mistral",
  "zai",
  "together",
  "cerebras",
  "fireworks",
];
const HOT = "openrouter";
const NAMES = ["ops", "größe", "工作", "équipe", "команда", "τεστ", "team"];
const DAY_MS = 86_400_000;
/** Long enough to be what a provider gives out. */
const SECRET_LENGTH = 104;

/** The content of `auth-profiles.json` with `count` profiles, as an object. */
export function generateStore(count, { seed = 1, nowMs = Date.UTC(2026, 10, 22) } = {}) {
  const random = randomFrom(seed);
  const profiles = {};
  const usageStats = {};
  for (let n = 0; n < count; n++) {
    const provider = random() < 0.5 ? HOT : pick(PROVIDERS, random);
    const profileId = `${provider}:n${String(n).padStart(6, "0")}`;
    profiles[profileId] = profile(provider, n, random, nowMs);
    if (random() < 0.02) usageStats[profileId] = { errorCount: 2, cooldownUntil: nowMs + 300_000 };
  }
  const ids = Object.keys(profiles).filter((id) => id.startsWith("anthropic:"));
  return { version: 1, profiles, order: { anthropic: ids.slice(0, 5) }, usageStats };
}

function profile(provider, n, random, nowMs) {
  const email = random() < 0.3 ? { email: `${pick(NAMES, random)}${n}@example.test` } : {};
  const kind = random();
  if (kind < 0.6) return { type: "api_key", provider, key: secret("sk-FAKE-", random), ...email };
  if (kind < 0.85) {
    return {
      type: "token",
      provider,
      token: secret("tok-FAKE-", random),
      ...expiry(random, nowMs),
      ...email,
    };
  }
  const [access, refresh] = [secret("at-FAKE-", random), secret("rt-FAKE-", random)];
  return { type: "oauth", provider, access, refresh, expires: nowMs + 3_600_000, ...email };
}

function expiry(random, nowMs) {
  const state = random();
  if (state < 0.1) return { expires: nowMs - Math.ceil(random() * 30 * DAY_MS) };
  if (state < 0.3) return { expires: nowMs + Math.ceil(random() * DAY_MS) };
  return state < 0.9 ? { expires: nowMs + Math.ceil(random() * 365 * DAY_MS) } : {};
}

function secret(prefix, random) {
  let text = prefix;
  while (text.length < SECRET_LENGTH) text += Math.floor(random() * 2 ** 32).toString(36);
  return text.slice(0, SECRET_LENGTH);
}

function pick(list, random) {
  return list[Math.floor(random() * list.length)];
}

/** mulberry32: small, quick and the same on every machine. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
