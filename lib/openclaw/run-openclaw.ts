import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** The rest is read away. */
const OUTPUT_BYTES_MAX = 256 * 1024;

export type OpenclawRun = {
  /** Absolute path of the `openclaw` to run. */
  openclaw: string;
  /** Every process of this host can read these: never a secret. */
  args: readonly string[];
  /** The whole environment but two variables that make the CLI's output plain and its start quick. */
  env: Readonly<Record<string, string | undefined>>;
  /** Goes to its standard input, which is empty otherwise. */
  input?: string;
  /** How much of its standard output counts: 256 KiB unless said otherwise. */
  stdoutBytesMax?: number;
  timeoutMs: number;
  onTimeout: () => Error;
};

export type Ended = { code: number | null; stdout: string; stderr: string };

/**
 * Runs `openclaw` to its end, as the leader of a process group of its own: it starts itself again as a child, which
 * would outlive its parent and keep our pipes open.
 *
 * Throws PublishError `openclaw_not_runnable`, and what `onTimeout` gives.
 */
export function runOpenclaw(run: OpenclawRun): Promise<Ended> {
  const { openclaw, args, env, input = "", timeoutMs } = run;
  return new Promise((resolve, reject) => {
    const child = spawn(openclaw, args, {
      // Without the second variable it starts itself again, which takes seconds, only to silence one of Node's warnings.
      env: {
        ...env,
        NO_COLOR: "1",
        OPENCLAW_NO_RESPAWN: "1",
      } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    const timer = setTimeout(() => {
      killGroup(child.pid);
      reject(run.onTimeout());
    }, timeoutMs);
    const [stdout, stderr] = [collect(child.stdout, run.stdoutBytesMax), collect(child.stderr)];
    // A program that does not read its input closes the pipe; its exit code tells what came of it.
    child.stdin.on("error", () => {}).end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new PublishError("openclaw_not_runnable", { file: openclaw, cause: errorCodeOf(error) }));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: stdout(), stderr: stderr() });
    });
  });
}

/** The JSON document in what a command printed, behind any log lines, which may hold brackets; else undefined. */
export function jsonDocument(stdout: string): unknown {
  const start = /^(?:\{|\[\s*$|\[\])/m.exec(stdout);
  if (start === null) return undefined;
  try {
    return JSON.parse(stdout.slice(start.index));
  } catch {
    return undefined;
  }
}

/** Keeps the beginning of what a stream says and reads the rest away, so that its writer can go on. */
function collect(stream: Readable, bytesMax = OUTPUT_BYTES_MAX): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    if (bytes < bytesMax) chunks.push(chunk.subarray(0, bytesMax - bytes));
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
