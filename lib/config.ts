import os from "node:os";
import path from "node:path";

/** Where this installation keeps its things and how it is reached. Read from the environment once. */
export type Config = {
  dataDir: string;
  databaseFile: string;
  keyringFile: string;
  /** Where the keyring is read: that file, or the program that `CLAWKEEP_KEYRING_COMMAND` names, and then no file. */
  keyringSource: string | KeyringCommand;
  /** Holds the passphrase of a sealed keyring, for a start without a person, such as a credential of systemd. */
  passphraseFile: string | null;
  /** Said by the operator when gateways reach the console by another address than `serve` listens on. */
  consoleUrl: string | null;
  /** The certificate and key that `serve` speaks TLS with; null when it does not, or when a proxy does. */
  tls: { certFile: string; keyFile: string } | null;
  /** The HTTP proxy on the way to servers of the Internet, as it was said. It may hold a password. */
  proxyUrl: string | null;
  /** The Node that runs the resolver where the gateways are, when that is not the one that runs the console. */
  gatewayNode: string | null;
  /** The proxy that signs people in: its addresses and the header that names them, as they were said. */
  trustedProxy: { addresses: readonly string[]; header: string } | null;
};

/** Its words, none when they could not be understood, and the variables it gets. */
type KeyringCommand = { argv: readonly string[]; env: Readonly<Record<string, string>> };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables.
 *
 * `CLAWKEEP_DATA_DIR`, else `${XDG_DATA_HOME:-~/.local/share}/clawkeep`; `CLAWKEEP_KEYRING`, else
 * `${XDG_CONFIG_HOME:-~/.config}/clawkeep/keyring.json`; `CLAWKEEP_KEYRING_COMMAND`, a JSON array, in the place of such a
 * file, and `CLAWKEEP_KEYRING_COMMAND_ENV`; `CLAWKEEP_PASSPHRASE_FILE`; `CLAWKEEP_URL`; `CLAWKEEP_TLS_CERT` and
 * `CLAWKEEP_TLS_KEY`; `CLAWKEEP_PROXY`; `CLAWKEEP_GATEWAY_NODE`; `CLAWKEEP_TRUSTED_PROXY` and
 * `CLAWKEEP_TRUSTED_PROXY_HEADER`. An empty variable counts as absent, and the variables by which other programs find a
 * proxy are not looked at.
 */
export function readConfig(env: Environment = processEnvironment()): Config {
  const home = env.HOME || userHome();
  const dataHome = env.XDG_DATA_HOME || path.join(home, ".local/share");
  const configHome = env.XDG_CONFIG_HOME || path.join(home, ".config");
  const dataDir = path.resolve(
    /* turbopackIgnore: true */ env.CLAWKEEP_DATA_DIR || path.join(dataHome, "clawkeep"),
  );
  const keyringFile = path.resolve(
    /* turbopackIgnore: true */ env.CLAWKEEP_KEYRING || path.join(configHome, "clawkeep/keyring.json"),
  );
  return {
    dataDir,
    databaseFile: path.join(dataDir, "clawkeep.sqlite"),
    keyringFile,
    keyringSource: env.CLAWKEEP_KEYRING_COMMAND ? keyringCommand(env) : keyringFile,
    passphraseFile: env.CLAWKEEP_PASSPHRASE_FILE
      ? path.resolve(/* turbopackIgnore: true */ env.CLAWKEEP_PASSPHRASE_FILE)
      : null,
    consoleUrl: env.CLAWKEEP_URL || null,
    tls: tlsFiles(env.CLAWKEEP_TLS_CERT || null, env.CLAWKEEP_TLS_KEY || null),
    proxyUrl: env.CLAWKEEP_PROXY || null,
    gatewayNode: env.CLAWKEEP_GATEWAY_NODE || null,
    trustedProxy: signInProxy(env),
  };
}

/** In a container the user id may have no home; where nothing names the folders either, there is no place for them. */
function userHome(): string {
  try {
    return os.homedir();
  } catch {
    return "/nonexistent";
  }
}

/** What a program needs to find its own settings and credentials; `CLAWKEEP_KEYRING_COMMAND_ENV` names more. */
const COMMAND_VARIABLES = ["HOME", "XDG_RUNTIME_DIR", "CREDENTIALS_DIRECTORY"];

function keyringCommand(env: Environment): KeyringCommand {
  const more = (env.CLAWKEEP_KEYRING_COMMAND_ENV ?? "").split(/[\s,]+/);
  const passed = [...COMMAND_VARIABLES, ...more].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { argv: wordsOf(env.CLAWKEEP_KEYRING_COMMAND ?? ""), env: Object.fromEntries(passed) };
}

function wordsOf(text: string): string[] {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : [];
  } catch {
    return [];
  }
}

/** One without the other is kept, so that whoever starts the server is told that it is missing. */
function signInProxy({
  CLAWKEEP_TRUSTED_PROXY: addresses = "",
  CLAWKEEP_TRUSTED_PROXY_HEADER: header = "",
}: Environment): Config["trustedProxy"] {
  if (addresses === "" && header === "") return null;
  return { addresses: addresses.split(/[\s,]+/).filter((word) => word !== ""), header };
}

/** One without the other is kept, so that whoever starts the server is told that it is missing. */
function tlsFiles(cert: string | null, key: string | null): Config["tls"] {
  if (cert === null && key === null) return null;
  const pathOf = (file: string | null) =>
    file === null ? "" : path.resolve(/* turbopackIgnore: true */ file);
  return { certFile: pathOf(cert), keyFile: pathOf(key) };
}

/** True when people reach this console by HTTPS, at itself or at the proxy before it. */
export function isReachedByHttps({ consoleUrl, tls }: Pick<Config, "consoleUrl" | "tls">): boolean {
  return consoleUrl === null ? tls !== null : consoleUrl.toLowerCase().startsWith("https://");
}

/** The environment of this process: what a gateway on this host, started from here, would inherit. */
export function processEnvironment(): Environment {
  // biome-ignore lint/style/noProcessEnv: this file is the one that reads it.
  return process.env;
}
