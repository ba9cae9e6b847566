import { isDeepStrictEqual } from "node:util";

/** Shown by Clawkeep: four dots, or an ellipsis and at most the last four characters of a secret. */
const OUR_MASK = /•{4}|…(.{1,4}?)(?= \[|$)/su;

/** Shown by OpenClaw: up to eight characters at both ends. */
const THEIR_MASK = "([^]{1,8})\\.\\.\\.([^]{1,8})";

/**
 * Where the two programs disagree about a case, as `{command, path, expected, got}`; show a value with `shown` only.
 *
 * Masks are equal when ours is a shorter view of the same secret. A document that starts behind log lines is a
 * document. Of a refusal the exit status counts, and that there is a reason.
 */
export function differencesOf(stateCase, { theirs, ours, changed }) {
  const found = [...compareRuns("status", theirs.status, { ...ours.status, code: ours.check.code })];
  if (theirs.order) found.push(...compareRuns("order", theirs.order, ours.order));
  for (const line of changed) found.push(difference("files", "/", "untouched", line));
  for (const [command, result] of Object.entries(ours)) {
    if (result && printsSecret(stateCase, result))
      found.push(difference(command, "output", "no secret", "a secret"));
  }
  return found;
}

/** A value for the report, without secrets: OpenClaw's masks show half of a short one. */
export function shown({ secrets }, value) {
  let text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  for (const secret of secrets) text = text.replaceAll(secret, "<secret>");
  return text.replace(/[^\s"=:,()]{1,8}\.\.\.[^\s"=,()]{1,8}/gu, "<masked>").slice(0, 400);
}

function compareRuns(command, theirs, ours) {
  const expected = documentIn(theirs.stdout);
  const got = documentIn(ours.stdout);
  const codes = theirs.code === ours.code ? [] : [difference(command, "exit status", theirs.code, ours.code)];
  if (expected === undefined && got === undefined) {
    return ours.stderr.trim() === "" ? [...codes, difference(command, "stderr", "a reason", "")] : codes;
  }
  if (expected === undefined) return [...codes, difference(command, "/", refusal(theirs), "a document")];
  if (got === undefined) return [...codes, difference(command, "/", "a document", refusal(ours))];
  return [...codes, ...documentDifferences(expected, got).map((one) => ({ command, ...one }))];
}

function difference(command, path, expected, got) {
  return { command, path, expected, got };
}

function refusal({ stderr }) {
  return `refused: ${stderr.trim().slice(0, 300)}`;
}

/** True when a program gave no document. */
export function isRefusal({ stdout }) {
  return documentIn(stdout) === undefined;
}

/** OpenClaw may print log lines first. */
function documentIn(stdout) {
  const start = /^\{/m.exec(stdout);
  if (!start) return undefined;
  try {
    return JSON.parse(stdout.slice(start.index));
  } catch {
    return undefined;
  }
}

/** Every place where two documents differ, deepest first known, as `{path, expected, got}`. */
export function documentDifferences(expected, got, path = "") {
  if (isDeepStrictEqual(expected, got)) return [];
  if (typeof expected === "string" && typeof got === "string" && showSameSecret(expected, got)) return [];
  const bothArrays = Array.isArray(expected) && Array.isArray(got);
  if (bothArrays && expected.length !== got.length) return [namedDifference(expected, got, path)];
  if (!bothArrays && !(isObject(expected) && isObject(got))) return [{ path: path || "/", expected, got }];
  const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
  return [...keys].flatMap((key) => documentDifferences(own(expected, key), own(got, key), `${path}/${key}`));
}

/** Of two lists of different lengths, what only one of them names. */
function namedDifference(expected, got, path) {
  const names = (list) => list.map((one) => one?.profileId ?? one?.provider ?? one);
  const only = (list, other) => names(list).filter((name) => !names(other).includes(name));
  const [missing, added] = [only(expected, got), only(got, expected)];
  return missing.length + added.length > 0
    ? { path, expected: { only: missing }, got: { only: added } }
    : { path, expected, got };
}

function own(value, key) {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** True when both strings are the same around one secret, and ours ends like theirs. */
export function showSameSecret(expected, got) {
  const mask = OUR_MASK.exec(got);
  if (!mask) return false;
  const around = [got.slice(0, mask.index), got.slice(mask.index + mask[0].length)].map(escaped);
  const theirs = new RegExp(`^${around[0]}${THEIR_MASK}${around[1]}$`, "u").exec(expected);
  if (!theirs) return false;
  const [tail, shown] = [mask[1] ?? "", theirs[2]];
  return tail.endsWith(shown) || shown.endsWith(tail);
}

function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** Six characters in a row of the random part of a secret are more than a mask may show. */
function printsSecret({ secrets }, { stdout, stderr }) {
  const said = `${stdout}${stderr}`;
  return secrets.some((secret) => {
    const random = secret.slice(secret.indexOf("FAKE") + 4);
    for (let at = 0; at + 6 <= random.length; at += 1)
      if (said.includes(random.slice(at, at + 6))) return true;
    return false;
  });
}
