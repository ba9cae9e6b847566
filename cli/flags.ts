import { UsageError } from "#cli/command.ts";

/** A flag with a value, for `parseArgs`. */
export const TEXT = { type: "string" } as const;
/** A flag without one. */
export const SWITCH = { type: "boolean" } as const;

/** Where a command acts: every one that touches a gateway's profiles takes these. */
export const TARGET_FLAGS = { gateway: TEXT, agent: TEXT } as const;

/** The value of a flag that must be there; usage is shown when it is not. */
export function needed(flag: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new UsageError("flag_missing", { flag });
  return value;
}

/** The one value a command takes without a flag, such as a name; usage is shown when there are none or several. */
export function onlyArgument(what: string, positionals: readonly string[]): string {
  const [value, ...others] = positionals;
  if (!value) throw new UsageError("argument_missing", { what });
  if (others.length > 0) throw new UsageError("argument_unexpected");
  return value;
}

/** A value that must be one of a few words; usage is shown when it is another. */
export function oneOf<const T extends string>(flag: string, choices: readonly T[], value: string): T {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new UsageError("flag_choice", { flag, choices: choices.join(", ") });
  return chosen;
}
