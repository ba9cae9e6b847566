import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { SWITCH } from "#cli/flags.ts";
import { openingContext } from "#cli/opening.ts";
import { progressLine } from "#cli/progress-line.ts";
import { driveRotation } from "#lib/operations/drive-rotation.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { cancelRotation, startRotation } from "#lib/operations/start-rotation.ts";

const FLAGS = { "data-keys": SWITCH, resume: SWITCH, cancel: SWITCH, json: SWITCH } as const;

/** Names this process among those that could drive a rotation. */
const HOLDER = `clawkeep ${process.pid}`;

type Rotation = NonNullable<Awaited<ReturnType<typeof driveRotation>>>;

/** Rotates the keyring or the data keys, goes on with a rotation that stopped, or ends one. Ctrl-C stops in between. */
export const vaultRotate: Command = {
  opensVault: true,

  async run(input) {
    const { values } = parseArgs({ args: input.args, options: FLAGS, strict: true });
    if ([values["data-keys"], values.resume, values.cancel].filter(Boolean).length > 1) {
      throw new UsageError("rotate_one");
    }
    if (values.cancel) return cancel(input);
    const ctx = openingContext(input.runtime, input.context());
    const { keyringSource } = input.runtime.config;
    const kind = values["data-keys"] ? "data_keys" : "keyring";
    if (!values.resume) startRotation(ctx, kind, keyringSource, HOLDER);
    const rotation = await driven(input, ctx);
    if (!rotation) throw new OperationError("rotation_not_running");
    if (values.json) printJson(input.stdout, documentOf(rotation));
    else say(input, rotation);
    return rotation.state === "done" && rotation.unreadable === 0 ? EXIT.done : EXIT.refused;
  },
};

function cancel({ context, stdout, t }: CommandInput): number {
  cancelRotation(context());
  printLines(stdout, [t("cli.vault.rotate.cancel_requested")]);
  return EXIT.done;
}

async function driven({ runtime, stderr, t }: CommandInput, ctx: ReturnType<typeof openingContext>) {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const line = progressLine(stderr, (done, total) => t("cli.vault.rotate.progress", { done, total }));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    return await driveRotation(ctx, {
      keyringSource: runtime.config.keyringSource,
      holder: HOLDER,
      clock: Date.now,
      signal: stopping.signal,
      onProgress: ({ done, total }) => line.show(done, total),
    });
  } finally {
    line.clear();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

function say({ runtime, stdout, stderr, t }: CommandInput, rotation: Rotation): void {
  const { kind, state, done, total, unreadable } = rotation;
  const outcome = {
    running: t("cli.vault.rotate.stopped", { done, total }),
    cancelled: t("cli.vault.rotate.cancelled", { done, total }),
    done: t(`cli.vault.rotate.done_${kind}`, { done }),
  };
  printLines(stdout, [outcome[state]]);
  if (unreadable > 0) printLines(stderr, [t("cli.vault.rotate.unreadable", { count: unreadable })]);
  if (kind === "keyring" && state === "done") {
    printLines(stderr, [t("cli.vault.rotate.back_up", { file: runtime.config.keyringFile })]);
  }
}

function documentOf({ kind, state, done, total, unreadable, startedAtMs, finishedAtMs }: Rotation) {
  return { kind, state, done, total, unreadable, startedAtMs, finishedAtMs };
}
