import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { makePrivateFolder } from "#lib/openclaw/durable-file.ts";
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
  writeFileSync(path.join(target.clientStateDir, "openclaw.json"), JSON.stringify(config), { mode: 0o600 });
  const { code, stdout, stderr } = await run(target.openclaw, ["secrets", "reload", "--json"], {
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

function run(command: string, args: string[], env: Record<string, string | undefined>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk: Buffer) => {
        if (said[name].length < OUTPUT_BYTES_MAX) said[name] += chunk.toString("utf8");
      });
    }
    child.on("error", (error) =>
      reject(new PublishError("openclaw_not_runnable", { file: command, cause: errorCodeOf(error) })),
    );
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") reject(new PublishError("reload_timeout", { seconds: TIMEOUT_MS / 1000 }));
      else resolve({ code, ...said });
    });
  });
}
