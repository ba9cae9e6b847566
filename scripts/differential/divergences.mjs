import { showSameSecret } from "./compare.mjs";

/**
 * The places of docs/openclaw-divergences.md: a test keeps them equal.
 *
 * `explains` says whether one difference of a case is this divergence. Without it the generated state dirs or the
 * comparison do not show the divergence, so nothing is let through on its account.
 */
export const DIVERGENCES = [
  { place: "Masks" },
  { place: "Keys of the rotation list" },
  {
    place: "A `disabledReason` that is no text",
    explains: ({ path, expected, got }) =>
      path.startsWith("/auth/unusableProfiles/") && path.endsWith("/reason")
        ? !isText(expected) && got === undefined
        : /\/labels\/\d+$/.test(path) && isText(expected) && isText(got) && sayWithoutReason(expected, got),
  },
  {
    place: "A profile called `__proto__` with a cooldown",
    explains: ({ path, got }, { theirs }) =>
      /^\/auth\/unusableProfiles\/\d+\/provider$/.test(path) &&
      got === undefined &&
      theirs.status.stdout.includes('"profileId": "__proto__"'),
  },
  {
    place: "An OAuth `expires` that looks like a secret",
    explains: ({ path, expected, got }) =>
      path.endsWith("/expiresAt") && typeof expected === "object" && expected !== null && got === undefined,
  },
  { place: "Terminal control characters in ids and paths" },
  { place: "Provider usage behind the OAuth block" },
  { place: "Reading" },
  { place: "Expired OAuth in text mode" },
  { place: "Commands of exec providers" },
  { place: "Login shell" },
  { place: "File providers" },
  { place: "The gateway's own `secrets.resolve`" },
  { place: "A malformed or unreadable store" },
  { place: "Config that is refused" },
  { place: "A reference in `models.providers` that does not resolve" },
  { place: "Log lines in front of the JSON" },
  { place: "JSON on a pipe with a non-zero exit" },
  {
    place: "State that makes it crash: an `email` that is a number, a provider called `constructor`",
    explains: ({ command, path }, { theirs }) =>
      (path === "/" || path === "exit status") && isCrash(theirs[command]),
  },
  {
    place: "A blank `--provider`",
    explains: ({ command, path, expected, got }) =>
      command === "order" && path === "exit status" && expected === 1 && got === 64,
  },
  { place: "A flag that does not exist" },
  { place: "`--json` with `--plain`, an unknown agent" },
  { place: "A file provider that is not JSON" },
  { place: "`models.providers.<id>.baseUrl` that is no URL at all" },
  {
    place: "Parts of the config that say nothing about credentials",
    explains: ({ command, path }, { theirs }) =>
      (path === "/" || path === "exit status") && refusesOtherParts(theirs[command]),
  },
  { place: "Sorting" },
  { place: "A profile that `auth.profiles` gives to another provider" },
  { place: "The request" },
  { place: "A refusal without model fallbacks" },
  { place: '"This credential is only authorized for use with Claude Code"' },
  { place: "A setup-token" },
  { place: "Reason codes of eligibility" },
  { place: "A success that is a page, or an error in a success's clothes" },
  { place: "A free answer that everyone gets" },
  { place: "A provider of which no model is known" },
  { place: "A provider to which the config sends headers of its own" },
  { place: "A local timeout, also while it waits as long as a 429 asks it to" },
  { place: "A 400 that says nothing known" },
  { place: "A redirect" },
  { place: "An address that is not on the Internet" },
  { place: "OAuth profiles" },
  { place: "The error's text" },
  { place: "Trying the next key of a list" },
];

/** The place of the divergence that explains a difference, or null. */
export function explanationOf(difference, observed) {
  return DIVERGENCES.find(({ explains }) => explains?.(difference, observed))?.place ?? null;
}

/** The same labels, once a reason that is a number or a truth is taken out of theirs. */
function sayWithoutReason(expected, got) {
  const without = expected.replace(/ \[disabled:(\d+|true) /, " [disabled ");
  return without !== expected && (without === got || showSameSecret(without, got));
}

function isText(value) {
  return typeof value === "string";
}

/** A refused config, and every problem of it below a name at the top that is not about credentials. */
function refusesOtherParts(said) {
  const [, problems] = (said?.stderr ?? "").split("\nProblem:\n");
  const paths = [...(problems ?? "").matchAll(/^ {2}- ([^:\n]+): /gm)].map(([, at]) => at ?? "");
  return (
    paths.length > 0 && paths.every((at) => !/^(<root>|(agents|auth|env|models|secrets)($|\.))/.test(at))
  );
}

/** One of JavaScript's own errors; OpenClaw's refusals are sentences. */
function isCrash(said) {
  return /Failed to start CLI: (Type|Range|Reference)Error/.test(said?.stderr ?? "");
}
