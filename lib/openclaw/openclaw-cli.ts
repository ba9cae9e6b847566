import { spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { makePrivateFolder, readForReplace, replaceFile } from "#lib/openclaw/durable-file.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** A cold `openclaw` takes seconds; `secrets reload` waits up to 30 s for the gateway's resolvers. */
const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES_MAX = 256 * 1024;
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
  const untilMs = performance.now() + (target.patienceMs ?? 0);
  for (;;) {
    try {
      return await reloadOnce(target);
    } catch (error) {
      const isAway = error instanceof PublishError && error.code === "reload_unreachable";
      if (!isAway || performance.now() >= untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function reloadOnce(target: ReloadTarget): Promise<{ warningCount: number }> {
  const { code, stdout, stderr } = await run(target, ["secrets", "reload", "--json"], {
    PATH: target.env.PATH,
    HOME: target.env.HOME,
    NO_COLOR: "1",
    // Else the CLI starts itself a second time, which takes seconds, only to silence one of Node's warnings.
    OPENCLAW_NO_RESPAWN: "1",
    OPENCLAW_STATE_DIR: target.clientStateDir,
    [TOKEN_VARIABLE]: target.token.reveal(),
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
  try {
    // Log lines may come before the document, and some of them hold braces.
    const document = /^\{[\s\S]*/m.exec(stdout)?.[0] ?? "";
    const answer = JSON.parse(document) as { ok?: unknown; warningCount?: unknown };
    if (answer.ok !== true) return null;
    return typeof answer.warningCount === "number" ? answer.warningCount : 0;
  } catch {
    return null;
  }
}

type Ended = { code: number | null; stdout: string; stderr: string };

/**
 * Runs a program to its end, as the leader of a process group of its own: `openclaw` starts itself again as
 * a child, which would outlive its parent and keep our pipes open.
 */
function run(target: ReloadTarget, args: string[], env: Record<string, string | undefined>): Promise<Ended> {
  const { openclaw: command, timeoutMs = TIMEOUT_MS } = target;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const timer = setTimeout(() => {
      killGroup(child.pid);
      reject(new PublishError("reload_timeout", { seconds: timeoutMs / 1000 }));
    }, timeoutMs);
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new PublishError("openclaw_not_runnable", { file: command, cause: errorCodeOf(error) }));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: stdout(), stderr: stderr() });
    });
  });
}

/** Keeps the beginning of what a stream says and reads the rest away, so that its writer can go on. */
function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    if (bytes < OUTPUT_BYTES_MAX) chunks.push(chunk.subarray(0, OUTPUT_BYTES_MAX - bytes));
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if (errorCodeOf(error) !== "ESRCH") throw error;
  }
}
