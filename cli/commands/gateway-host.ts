import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, SWITCH, TEXT } from "#cli/flags.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { receiptLines } from "#cli/publish-lines.ts";
import { readSecret } from "#cli/secret-prompt.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { joinConsole } from "#lib/host/join-console.ts";
import { type SyncOutcome, syncGateway } from "#lib/host/sync-gateway.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { InviteGatewayInput, inviteGateway } from "#lib/operations/invite-gateway.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

const INTERVAL_S = 60;
/** A console that does not answer is asked less and less often, in seconds. */
const PAUSE_S_MAX = 300;

/** Where refusals end a watch: asking again gets the same answer until a person did something. */
const FINAL = [
  "resolver_token_revoked",
  "resolver_token_unknown",
  "host_not_joined",
  "host_settings_malformed",
];

/** Makes the one-time token with which another host joins under a name. The token is all there is on standard output. */
export const gatewayInvite: Command = {
  run({ args, context, stdout, stderr, t }) {
    const { values } = parseArgs({ args, options: { name: TEXT }, strict: true });
    const input = parseInput(InviteGatewayInput, { name: needed("--name", values.name) });
    const { token, name, expiresAtMs, isAgain } = inviteGateway(context(), input);
    printLines(stdout, [token.reveal()]);
    const until = new Date(expiresAtMs).toISOString();
    printLines(stderr, [
      t("cli.gateway.invited", { name, until, again: isAgain ? "yes" : "no" }),
      t("cli.gateway.join_next"),
    ]);
    return EXIT.done;
  },
};

const JOIN_OPTIONS = { url: TEXT, "token-stdin": SWITCH, "state-dir": TEXT, openclaw: TEXT, ca: TEXT };

/** Has the gateway of this host join a console elsewhere. Nothing but its own folder in the state dir is written. */
export const gatewayJoin: Command = {
  async run(input) {
    const { args, stdout, stderr, t } = input;
    const { values } = parseArgs({ args, options: JOIN_OPTIONS, strict: true });
    const url = needed("--url", values.url);
    if (!URL.canParse(url) || !/^https?:/.test(url)) throw new UsageError("join_url");
    const stateDir = stateDirOf(input, values["state-dir"]);
    const token = await readSecret(input, t("cli.prompts.join_token", { url }));
    const { name } = await joinConsole({
      url: url.replace(/\/+$/, ""),
      stateDir,
      openclaw: values.openclaw === undefined ? null : path.resolve(values.openclaw),
      ca: values.ca === undefined ? null : path.resolve(values.ca),
      joinToken: new SecretText(token.trim()),
    });
    printLines(stdout, [
      fact(t, t("cli.gateway.gateway"), name),
      fact(t, t("cli.gateway.state_dir"), stateDir),
      fact(t, t("cli.gateway.console"), url),
    ]);
    printLines(stderr, [t("cli.gateway.sync_next")]);
    return EXIT.done;
  },
};

const SYNC_OPTIONS = {
  once: SWITCH,
  watch: SWITCH,
  interval: TEXT,
  "rotate-token": SWITCH,
  "state-dir": TEXT,
  json: SWITCH,
};

/** Tells the console how the gateway of this host is, and does what it asks; with `--watch` again and again. */
export const gatewaySync: Command = {
  async run(input) {
    const { values } = parseArgs({ args: input.args, options: SYNC_OPTIONS, strict: true });
    if (values.once && values.watch) throw new UsageError("sync_one");
    const stateDir = stateDirOf(input, values["state-dir"]);
    const rotates = values["rotate-token"] === true;
    if (!values.watch) {
      return said(input, await syncGateway({ stateDir, intervalS: null, rotates }), values.json);
    }
    return watch(input, { stateDir, intervalS: intervalOf(values.interval), rotates });
  },
};

type Watched = { stateDir: string; intervalS: number; rotates: boolean };

async function watch(input: CommandInput, { stateDir, intervalS, rotates }: Watched): Promise<number> {
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
  let isFresh = rotates;
  let failures = 0;
  while (!ending.signal.aborted) {
    try {
      const outcome = await syncGateway({ stateDir, intervalS, rotates: isFresh });
      isFresh = false;
      failures = 0;
      if (outcome.done !== null) said(input, outcome);
    } catch (error) {
      failures += 1;
      if (isFinal(input, error)) return EXIT.refused;
    }
    const pauseS = Math.max(intervalS, Math.min(PAUSE_S_MAX, intervalS * failures));
    await sleep(pauseS * 1000, undefined, { signal: ending.signal }).catch(() => {});
  }
  return EXIT.done;
}

/** Says what went wrong, and whether trying again is of no use. */
function isFinal({ stderr, t }: CommandInput, error: unknown): boolean {
  const known = asOperationError(error);
  if (!(known instanceof OperationError)) throw error;
  printLines(stderr, [sentenceOf(t, known)]);
  return FINAL.includes(known.code);
}

function said(input: CommandInput, { name, url, done }: SyncOutcome, json = false): number {
  const { stdout, t, paint } = input;
  if (json) printJson(stdout, { name, url, done });
  else if (done === null) printLines(stdout, [t("cli.gateway.synced", { name, url })]);
  else {
    const receipt = { ...done, gatewayId: name, atMs: input.nowMs };
    printLines(stdout, receiptLines(receipt, t, paint));
  }
  return done === null || (done.verified && done.reload.kind !== "failed") ? EXIT.done : EXIT.refused;
}

function stateDirOf({ env }: CommandInput, named: string | undefined): string {
  return path.resolve(named ?? (env.OPENCLAW_STATE_DIR || path.join(env.HOME ?? "/", ".openclaw")));
}

function intervalOf(text: string | undefined): number {
  if (text === undefined) return INTERVAL_S;
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 86_400) throw new UsageError("interval");
  return seconds;
}
