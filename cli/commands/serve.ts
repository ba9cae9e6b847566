import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, UsageError } from "#cli/command.ts";
import { createConsoleServer, createSocketServer, drain, listenOn } from "#cli/server/http-server.ts";
import { listeningAddress } from "#cli/server/listening-address.ts";
import { renewCredentials } from "#cli/server/renew-credentials.ts";
import { startSchedules } from "#cli/server/schedules.ts";
import { startVault, type VaultStart } from "#cli/server/start-vault.ts";
import { readTlsFiles } from "#cli/server/tls-files.ts";
import { trustedProxy } from "#cli/server/trusted-proxy.ts";
import { packageRoot } from "#db/package-root.ts";
import { type Config, isReachedByHttps } from "#lib/config.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { watchAuditEnd, witnessFile } from "#lib/operations/audit-witness.ts";
import type { OperationContext, WriteContext } from "#lib/operations/context.ts";
import { addDemo, findDemo } from "#lib/operations/demo-gateway.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { outboundProxy } from "#lib/operations/outbound-proxy.ts";
import { recordConsoleUrl } from "#lib/operations/record-console-url.ts";
import { isSetupOpen, issueSetupCode } from "#lib/operations/setup.ts";
import type { Runtime } from "#lib/runtime.ts";
import { isVaultSealed } from "#lib/vault-state.ts";

const DEFAULT_PORT = 3210;
const DEFAULT_HOST = "127.0.0.1";

/** Starts the console and stays until a signal. The first start makes the vault and prints the setup code. */
export const serve: Command = {
  async run({ args, runtime, stdout, stderr, t, nowMs }) {
    const flags = readFlags(args);
    const { port, host, socket } = flags;
    const { config } = runtime;
    const { url: consoleUrl, origins } = listeningAddress(config, { host, port });
    const credentials = config.tls && readTlsFiles(config.tls);
    outboundProxy(config);
    const proxy = trustedProxy(config);
    runtime.requireWritable();
    const ctx = runtime.operationContext({ kind: "system" }, nowMs);
    const vault = await startVault(runtime, nowMs);
    if (vault.refusal === null) noticeOlderDatabase(ctx, config.keyringSource, { t, stderr });

    const { default: next } = await import("next");
    const app = next({ dev: false, dir: packageRoot(), hostname: host, port });
    await withoutLines(() => app.prepare());
    const handler = app.getRequestHandler();
    const server = createConsoleServer({
      handler,
      origins,
      isReachedByHttps: isReachedByHttps(config),
      credentials,
      proxy,
      explain: ({ key }) => t(`server.${key}`),
    });
    await listenOn(server, { port, host }).catch((error: NodeJS.ErrnoException) => {
      throw new OperationError(error.code === "EADDRINUSE" ? "port_in_use" : "cannot_listen", { host, port });
    });
    const sentence = t("server.socket_only");
    const socketServer = socket ? createSocketServer(handler, new URL(consoleUrl).host, sentence) : null;
    if (socketServer && socket) {
      await listenOn(socketServer, { path: socket }).catch(() => {
        server.close();
        throw new OperationError("cannot_listen_on_socket", { socket });
      });
    }
    recordConsoleUrl(ctx, socket ? `unix:${socket}` : consoleUrl);

    const demo = flags.demo ? await demoName(ctx, config, { t, stderr }) : null;
    sayReady(ctx, { runtime, vault, consoleUrl, demo }, { t, stdout, stderr });
    const schedules = startSchedules(runtime, (failure, error) =>
      stderr.write(`${t(`cli.serve.${failure}`, { code: codeOf(error) })}\n`),
    );
    const stopRenewing = renewCredentials(server, config.tls, (error) =>
      stderr.write(`${t("cli.serve.renewal_failed", { code: codeOf(error) })}\n`),
    );
    await untilSignal();
    stopRenewing();
    await Promise.all([schedules.stop(), drain(server), socketServer && drain(socketServer)]);
    runtime.close();
    return EXIT.done;
  },
};

/** `demo` is the demo gateway's name, where one is wanted. */
type Started = { runtime: Runtime; vault: VaultStart; consoleUrl: string; demo: string | null };

/** What a person needs first: where the console is, what keeps it from opening the vault, and the setup code. */
function sayReady(
  ctx: WriteContext,
  { runtime, vault, consoleUrl, demo }: Started,
  { t, stdout, stderr }: Pick<CommandInput, "t" | "stdout" | "stderr">,
): void {
  const { config } = runtime;
  if (vault.created && typeof config.keyringSource === "string")
    stdout.write(`${t("cli.serve.vault_created", { file: config.keyringFile })}\n`);
  stdout.write(`${t("cli.serve.ready", { url: consoleUrl })}\n`);
  if (demo !== null) stdout.write(`${t("cli.serve.demo", { name: demo })}\n`);
  if (isVaultSealed(runtime)) stdout.write(`${t("cli.serve.sealed", { url: `${consoleUrl}/unseal` })}\n`);
  if (vault.refusal && vault.refusal.code !== "vault_sealed")
    stderr.write(`${sentenceOf(t, vault.refusal)}\n`);
  if (isSetupOpen(runtime)) {
    const code = issueSetupCode(ctx).reveal();
    stdout.write(`\n${t("cli.serve.setup", { url: `${consoleUrl}/setup`, code })}\n\n`);
  }
}

/** The demo gateway, made when there is none; null without one. A console that cannot get one is served all the same. */
async function demoName(
  ctx: OperationContext,
  { dataDir }: Config,
  { t, stderr }: Pick<CommandInput, "t" | "stderr">,
): Promise<string | null> {
  try {
    return (findDemo(ctx.db.reader) ?? (await addDemo(ctx, dataDir))).name;
  } catch (error) {
    const known = asOperationError(error);
    if (!(known instanceof OperationError)) throw error;
    stderr.write(`${sentenceOf(t, known)}\n`);
    return null;
  }
}

/** Says that the database is not the one that was last served. A witness that cannot be kept is no reason not to serve. */
function noticeOlderDatabase(
  ctx: WriteContext,
  keyring: Config["keyringSource"],
  { t, stderr }: Pick<CommandInput, "t" | "stderr">,
): void {
  try {
    const file = witnessFile(keyring);
    if (watchAuditEnd(ctx, keyring)) stderr.write(`${t("cli.serve.database_older", { file })}\n`);
  } catch (error) {
    stderr.write(`${t("cli.serve.audit_failed", { code: codeOf(error) })}\n`);
  }
}

/** An error's message may quote anything; its code or name does not. */
function codeOf(error: unknown): string {
  const known = asOperationError(error);
  if (known instanceof OperationError) return known.code;
  return error instanceof Error ? error.name : "unknown";
}

/** Next says on console.log how long its configuration took. Its warnings and errors take other ways and stay. */
async function withoutLines(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await work();
  } finally {
    console.log = log;
  }
}

type Flags = { port: number; host: string; socket: string | undefined; demo: boolean };

function readFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string" },
      host: { type: "string" },
      socket: { type: "string" },
      demo: { type: "boolean", default: false },
    },
    strict: true,
  });
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError("port");
  if (values.socket !== undefined && !values.socket.startsWith("/")) throw new UsageError("socket");
  return { port, host: values.host ?? DEFAULT_HOST, socket: values.socket, demo: values.demo };
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
