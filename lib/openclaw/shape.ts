import type { ConfigPath } from "#lib/openclaw/config-tree.ts";
import { isJsonObject, ownMember } from "#lib/openclaw/own-member.ts";

/** What is wrong at a place; `rule` chooses the words and `expected` completes them. Never holds a value. */
export type ShapeProblem = { path: ConfigPath } & (
  | { kind: "unknown_key"; key: string }
  | { kind: "invalid"; rule: string; expected: string | number }
);

/**
 * A rule about a value: adds what is wrong to `problems`. Rules are written by hand because a general validator
 * takes longer to load than everything else that a check of a gateway does.
 */
export type Shape = (value: unknown, path: ConfigPath, problems: ShapeProblem[]) => void;

/** True when a value has the shape. */
export function fits(value: unknown, shape: Shape): boolean {
  const problems: ShapeProblem[] = [];
  shape(value, [], problems);
  return problems.length === 0;
}

function invalid(rule: string, expected: string | number = "") {
  return { kind: "invalid", rule, expected } as const;
}

export const anything: Shape = () => {};

export const bool: Shape = (value, path, problems) => {
  if (typeof value !== "boolean") problems.push({ path, ...invalid("type", "boolean") });
};

/** A text that passes every test; the first that fails names the rule. */
export function text(
  ...tests: { rule: string; expected?: number; accepts: (value: string) => boolean }[]
): Shape {
  return (value, path, problems) => {
    if (typeof value !== "string") {
      problems.push({ path, ...invalid("type", "string") });
      return;
    }
    const failed = tests.find(({ accepts }) => !accepts(value));
    if (failed) problems.push({ path, ...invalid(failed.rule, failed.expected) });
  };
}

export const filledText = text({ rule: "at_least", expected: 1, accepts: (value) => value.length > 0 });

type Bounds = { integer?: boolean; moreThan?: number; atLeast?: number; atMost?: number };

export function number({ integer = false, moreThan, atLeast, atMost }: Bounds = {}): Shape {
  const isNumber = integer ? Number.isSafeInteger : Number.isFinite;
  const limits = [
    { rule: "more_than", limit: moreThan, keeps: (value: number, limit: number) => value > limit },
    { rule: "at_least", limit: atLeast, keeps: (value: number, limit: number) => value >= limit },
    { rule: "at_most", limit: atMost, keeps: (value: number, limit: number) => value <= limit },
  ];
  return (value, path, problems) => {
    if (typeof value !== "number" || !isNumber(value)) {
      problems.push({ path, ...invalid("type", integer ? "int" : "number") });
      return;
    }
    const broken = limits.find(({ limit, keeps }) => limit !== undefined && !keeps(value, limit));
    if (broken) problems.push({ path, ...invalid(broken.rule, broken.limit) });
  };
}

export function oneOf(...choices: readonly (string | boolean)[]): Shape {
  return (value, path, problems) => {
    const isOne = choices.some((choice) => choice === value);
    if (!isOne) problems.push({ path, ...invalid("one_of", choices.join(", ")) });
  };
}

export function listOf(item: Shape, lengthMax = Number.POSITIVE_INFINITY): Shape {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ path, ...invalid("type", "array") });
      return;
    }
    if (value.length > lengthMax) problems.push({ path, ...invalid("at_most", lengthMax) });
    value.forEach((member, index) => {
      item(member, [...path, index], problems);
    });
  };
}

/** An object of any keys whose values all have one shape. */
export function mapOf(member: Shape): Shape {
  return (value, path, problems) => {
    if (!isJsonObject(value)) {
      problems.push({ path, ...invalid("type", "object") });
      return;
    }
    for (const [key, inner] of Object.entries(value)) member(inner, [...path, key], problems);
  };
}

/** Members by name. `required` ones must be there; `others` is what further keys may hold, by default nothing. */
export type ObjectRules = {
  required?: Readonly<Record<string, Shape>>;
  optional?: Readonly<Record<string, Shape>>;
  others?: Shape;
};

export function object({ required = {}, optional = {}, others }: ObjectRules): Shape {
  const byName = new Map(Object.entries(optional));
  return (value, path, problems) => {
    if (!isJsonObject(value)) {
      problems.push({ path, ...invalid("type", "object") });
      return;
    }
    for (const [key, shape] of Object.entries(required)) {
      shape(ownMember(value, key), [...path, key], problems);
    }
    const further = Object.entries(value).filter(([key]) => !Object.hasOwn(required, key));
    for (const [key, member] of further) {
      const shape = byName.get(key) ?? others;
      if (shape) shape(member, [...path, key], problems);
      else problems.push({ path, kind: "unknown_key", key });
    }
  };
}

/** A text, or something else that is looked at in detail. */
export function textOr(shape: Shape): Shape {
  return (value, path, problems) => {
    if (typeof value === "string") return;
    if (isJsonObject(value)) shape(value, path, problems);
    else problems.push({ path, ...invalid("shape") });
  };
}

/** The same, but whatever is wrong is one problem of the whole value. */
export function wholly(shape: Shape): Shape {
  return (value, path, problems) => {
    if (!fits(value, shape)) problems.push({ path, ...invalid("shape") });
  };
}
