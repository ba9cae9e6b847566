import { SecretText } from "#lib/domain/secret-text.ts";

/**
 * Where a variable was set, strongest first, except that a value from the config also replaces a blank one.
 * `process` is the environment the gateway was started with, as far as the caller knows it.
 */
export type EnvSource =
  | "process"
  | "cwd_env_file"
  | "state_env_file"
  | "config_env"
  | "config_env_vars"
  | "login_shell";

/** One setting of a variable. Of several for one name exactly one wins. */
export type EnvVariable = {
  name: string;
  value: SecretText;
  source: EnvSource;
  file: string | null;
  /** `Z_AI_API_KEY` for the `ZAI_API_KEY` that OpenClaw copies from it at start. */
  copiedFrom: string | null;
  wins: boolean;
  /** For the winner: the sources whose settings it hides. */
  shadows: EnvSource[];
};

const ZAI_KEY = "ZAI_API_KEY";
const ZAI_KEY_OTHERWISE = "Z_AI_API_KEY";

type Setting = { value: string; source: EnvSource; file: string | null; copiedFrom: string | null };
type Slot = { winner: Setting; losers: Setting[] };

/** The environment a gateway ends up with, built in OpenClaw's order, with every setting that lost. */
export class GatewayEnvironment {
  readonly #slots = new Map<string, Slot>();

  constructor(processEnv: Readonly<Record<string, string | undefined>>) {
    for (const [name, value] of Object.entries(processEnv)) {
      if (value !== undefined) this.#set(name, { value, source: "process", file: null, copiedFrom: null });
    }
  }

  readonly lookup = (name: string): string | undefined => this.#slots.get(name)?.winner.value;

  isFilled(name: string): boolean {
    return (this.lookup(name) ?? "").trim() !== "";
  }

  has(name: string, source: EnvSource): boolean {
    const slot = this.#slots.get(name);
    return slot !== undefined && [slot.winner, ...slot.losers].some((setting) => setting.source === source);
  }

  /** Sets a variable that does not exist yet. One that exists keeps its value, even an empty one. */
  setIfAbsent(name: string, setting: { value: string; source: EnvSource; file: string }): void {
    const slot = this.#slots.get(name);
    if (slot) slot.losers.push({ ...setting, copiedFrom: null });
    else this.#set(name, { ...setting, copiedFrom: null });
  }

  /** Sets a variable that does not exist or is blank. */
  setIfBlank(name: string, setting: { value: string; source: EnvSource; file: string | null }): boolean {
    const filled = this.isFilled(name);
    const complete = { ...setting, copiedFrom: null };
    if (filled) this.#slots.get(name)?.losers.push(complete);
    else this.#set(name, complete);
    return !filled;
  }

  /** Notes a setting that OpenClaw never looks at because a neighbour of the same block comes first. */
  noteLoser(name: string, setting: { value: string; source: EnvSource; file: string | null }): void {
    this.#slots.get(name)?.losers.push({ ...setting, copiedFrom: null });
  }

  /**
   * Copies `Z_AI_API_KEY`, if it is filled, to a `ZAI_API_KEY` that is not. OpenClaw does so twice: with what its
   * process was started with, and again when `.env` files, config and login shell have been asked.
   */
  copyZaiKey(): void {
    const source = this.#slots.get(ZAI_KEY_OTHERWISE)?.winner;
    if (source && source.value.trim() !== "" && !this.isFilled(ZAI_KEY))
      this.#set(ZAI_KEY, { ...source, copiedFrom: ZAI_KEY_OTHERWISE });
  }

  /** All settings, by name in environment order, the winner of each name first. */
  variables(): EnvVariable[] {
    return [...this.#slots].flatMap(([name, { winner, losers }]) => {
      const shadows = [...new Set(losers.map((loser) => loser.source))];
      const hidden = losers.map((loser) => ({ ...variableOf(name, loser), wins: false }));
      return [{ ...variableOf(name, winner), wins: true, shadows }, ...hidden];
    });
  }

  #set(name: string, setting: Setting): void {
    const slot = this.#slots.get(name);
    if (slot) this.#slots.set(name, { winner: setting, losers: [slot.winner, ...slot.losers] });
    else this.#slots.set(name, { winner: setting, losers: [] });
  }
}

function variableOf(name: string, { value, ...setting }: Setting): Omit<EnvVariable, "wins"> {
  return { name, value: new SecretText(value), ...setting, shadows: [] };
}
