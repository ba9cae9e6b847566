import { spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { makePrivateFolder, readForReplace, replaceFile } from "#lib/openclaw/durable-file.ts";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** A cold `openclaw` takes seconds; `secrets reload` waits up to 30 s for the gateway's resolvers. */
const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES_MAX = 256 * 1024;

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
};

/**
 * Has a running gateway resolve its references again, through the real CLI: `openclaw secrets reload`.
 *
 * 2026.3.13 gives a raw WebSocket client no scopes without a paired device, which is why its CLI is used.
 * The CLI gets a state dir of its own whose config names the gateway and takes the token from the
 * environment, so the token is in no argument and no file.
 *
 * Throws PublishError `openclaw_not_runnable`, `reload_timeout`, `reload_unauthorised`, `reload_unreachable`,
 * `reload_unresolved`, `reload_failed`.
 */
export async function reloadSecrets(target: ReloadTarget): Promise<{ warningCount: number }> {
  makePrivateFolder(target.clientStateDir);
  const config = { gateway: { mode: "remote", remote: { url: target.url, token: `\${${TOKEN_VARIABLE}}` } } };
  const file = path.join(target.clientStateDir, "openclaw.json");
  replaceFile(readForReplace(file), JSON.stringify(config), 0o600);
  const { code, stdout, stderr } = await run(target, ["secrets", "reload", "--json"], {
    PATH: target.env.PATH,
    HOME: target.env.HOME,
    NO_COLOR: "1",
    OPENCLAW_STATE_DIR: target.clientStateDir,
    [TOKEN_VARIABLE]: target.token.reveal(),
  });
  if (code !== 0) throw new PublishError(failureCode(stdout + stderr), { url: target.url });
  return { warningCount: warningCountOf(stdout) };
}

/** What the CLI says decides the code only; none of its text is passed on, because errors may quote secrets. */
function failureCode(said: string): string {
  if (/unauthorized|token mismatch|pairing/i.test(said)) return "reload_unauthorised";
  if (/SecretRefResolutionError/.test(said)) return "reload_unresolved";
  if (/ECONNREFUSED|1006|ENOTFOUND|EHOSTUNREACH|timeout/i.test(said)) return "reload_unreachable";
  return "reload_failed";
}

function warningCountOf(stdout: string): number {
  try {
    // Log lines may come before the document.
    const { warningCount } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { warningCount?: unknown };
    return typeof warningCount === "number" ? warningCount : 0;
  } catch {
    return 0;
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
