import path from "node:path";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { makePrivateFolder, readForReplace, replaceFile } from "#lib/openclaw/durable-file.ts";
import type { CommandTarget } from "#lib/openclaw/gateway-commands.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { jsonDocument, runOpenclaw } from "#lib/openclaw/run-openclaw.ts";

/** A cold `openclaw` takes seconds; `secrets reload` waits up to 30 s for the gateway's resolvers. */
const TIMEOUT_MS = 60_000;
const RETRY_MS = 1_000;

/** The variable that carries the gateway's token to the CLI: arguments can be read by every process of this host. */
const TOKEN_VARIABLE = "CLAWKEEP_RPC_TOKEN";

export type ReloadTarget = {
  /** Absolute path of the `openclaw` to run. */
  openclaw: string;
  url: string;
  token: SecretText;
  /** A folder of this gateway's own, kept between runs: OpenClaw pairs every new client as one more device. */
  clientStateDir: string;
  /** `PATH` and `HOME` of the caller; nothing else is handed on. */
  env: { PATH?: string | undefined; HOME?: string | undefined };
  /** A minute unless said otherwise. */
  timeoutMs?: number;
  /** How long a gateway that is not there may take to come back, in milliseconds; 0 unless said otherwise. */
  patienceMs?: number;
};

/**
 * Has a running gateway resolve its references again, through the real CLI: `openclaw secrets reload`.
 *
 * 2026.3.13 gives a raw WebSocket client no scopes without a paired device, which is why its CLI is used.
 * The CLI gets a state dir of its own whose config names the gateway and takes the token from the
 * environment, so the token is in no argument and no file.
 *
 * Throws PublishError `openclaw_not_runnable`, `openclaw_not_understood`, `openclaw_node_too_old`,
 * `reload_timeout`, `reload_unauthorised`, `reload_unreachable`, `reload_url_insecure`, `reload_unresolved`,
 * `reload_failed`.
 */
export async function reloadSecrets(target: ReloadTarget): Promise<{ warningCount: number }> {
  writeClientConfig(target);
  return patiently(() => reloadOnce(target), performance.now() + (target.patienceMs ?? 0));
}

/**
 * The same through a gateway's own state dir, on its own host and as its own user: there OpenClaw knows where the
 * gateway listens and with which token, as long as its config or its environment says so.
 */
export async function reloadAsItself(
  { openclaw, stateDir, env }: CommandTarget,
  patienceMs: number,
): Promise<{ warningCount: number }> {
  const untilMs = performance.now() + patienceMs;
  const run = { openclaw, env: { ...env, OPENCLAW_STATE_DIR: stateDir }, url: "ws://127.0.0.1" };
  return patiently(() => runReload(run), untilMs);
}

async function patiently<T>(work: () => Promise<T>, untilMs: number): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof PublishError && error.code === "reload_unreachable";
      if (!isAway || performance.now() >= untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function reloadOnce(target: ReloadTarget): Promise<{ warningCount: number }> {
  const env = {
    PATH: target.env.PATH,
    HOME: target.env.HOME,
    OPENCLAW_STATE_DIR: target.clientStateDir,
    [TOKEN_VARIABLE]: target.token.reveal(),
  };
  return runReload({ ...target, env });
}

type ReloadRun = { openclaw: string; url: string; env: CommandTarget["env"]; timeoutMs?: number };

async function runReload(target: ReloadRun): Promise<{ warningCount: number }> {
  const { openclaw, env, timeoutMs = TIMEOUT_MS } = target;
  const { code, stdout, stderr } = await runOpenclaw({
    openclaw,
    args: ["secrets", "reload", "--json"],
    env,
    timeoutMs,
    onTimeout: () => new PublishError("reload_timeout", { seconds: timeoutMs / 1000 }),
  });
  const said = { url: target.url, file: target.openclaw };
  if (code !== 0) throw new PublishError(failureCode(stdout + stderr), said);
  const warningCount = warningCountOf(stdout);
  if (warningCount === null) throw new PublishError("openclaw_not_understood", said);
  return { warningCount };
}

function writeClientConfig({ clientStateDir, url }: ReloadTarget): void {
  makePrivateFolder(clientStateDir);
  const config = { gateway: { mode: "remote", remote: { url, token: `\${${TOKEN_VARIABLE}}` } } };
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const read = readForReplace(path.join(clientStateDir, "openclaw.json"));
  if (read.text !== text) replaceFile(read, text, 0o600);
}

/**
 * What the CLI says decides the code only; none of its text is passed on, because errors may quote secrets.
 * A reference that does not resolve comes first: its sentence quotes names and ids, which may hold any word.
 */
const FAILURES: readonly [RegExp, string][] = [
  [/Secret(?:Ref|Provider)ResolutionError/, "reload_unresolved"],
  [/Node\.js v\S+ is required/, "openclaw_node_too_old"],
  [/SECURITY ERROR/, "reload_url_insecure"],
  [/unauthorized|token mismatch|pairing/i, "reload_unauthorised"],
  [/ECONN|1006|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|timeout/i, "reload_unreachable"],
];

function failureCode(said: string): string {
  return FAILURES.find(([words]) => words.test(said))?.[1] ?? "reload_failed";
}

/** Null without OpenClaw's `ok`: exit 0 alone proves nothing, any other program has it too. */
function warningCountOf(stdout: string): number | null {
  const answer = jsonDocument(stdout) as { ok?: unknown; warningCount?: unknown } | undefined;
  if (answer?.ok !== true) return null;
  return typeof answer.warningCount === "number" ? answer.warningCount : 0;
}
