import { parseArgs } from "node:util";
import { type Command, type CommandInput, EXIT, printJson, printLines } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, oneOf, onlyArgument, SWITCH, TEXT } from "#cli/flags.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { tableLines } from "#cli/table.ts";
import { timeText } from "#cli/time-text.ts";
import { ROLES } from "#lib/domain/role.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { endSession, endSessions } from "#lib/operations/end-sessions.ts";
import { InvitePersonInput, invitePerson, revokeInvitation } from "#lib/operations/invite-person.ts";
import { disablePerson, enablePerson, removePerson, setPersonRole } from "#lib/operations/manage-people.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requirePersonByEmail } from "#lib/operations/person-state.ts";
import { personView, teamView } from "#lib/views/team-view.ts";

const PEOPLE_COLUMNS = ["person", "name", "role", "account", "sessions", "last_used"] as const;
const SESSION_COLUMNS = ["session", "with", "address", "last_used", "created"] as const;

export const userList: Command = {
  run({ args, context, stdout, stderr, t, paint }) {
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const view = teamView(context());
    if (values.json) {
      printJson(stdout, view);
      return EXIT.done;
    }
    const heading = PEOPLE_COLUMNS.map((column) => t(`cli.people.column.${column}`));
    const cells = view.people.map(({ email, name, role, disabledAtMs, sessions: [latest, ...others] }) => [
      printable(email),
      printable(name),
      role,
      t(`cli.people.${disabledAtMs === null ? "active" : "disabled"}`),
      String(latest ? others.length + 1 : 0),
      latest ? timeText(latest.lastUsedAtMs) : t("cli.people.not_signed_in"),
    ]);
    if (cells.length > 0) printLines(stdout, tableLines(heading, cells, paint));
    else printLines(stderr, [t("cli.people.none")]);
    const invited = view.invitations.map(({ email, role, expiresAtMs }) =>
      t("cli.people.invited", { email: printable(email), role, until: timeText(expiresAtMs) }),
    );
    if (invited.length > 0) printLines(stdout, ["", ...invited]);
    return EXIT.done;
  },
};

export const userSetRole: Command = {
  run(input) {
    const { values, positionals } = parseArgs({
      args: input.args,
      options: { role: TEXT },
      allowPositionals: true,
      strict: true,
    });
    const role = oneOf("--role", ROLES, needed("--role", values.role));
    const person = personOf(input, positionals);
    const { email } = setPersonRole(input.context(), person.id, role);
    printLines(input.stdout, [input.t("cli.people.role_set", { email: printable(email), role })]);
    return EXIT.done;
  },
};

export const userDisable: Command = deed("disabled_now", disablePerson);
export const userEnable: Command = deed("enabled_now", enablePerson);
export const userRemove: Command = deed("removed", removePerson);

export const userSessions: Command = {
  run(input) {
    const { args, context, stdout, stderr, t, paint } = input;
    const options = { json: SWITCH };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const sessions = personView(context(), personOf(input, positionals).id)?.sessions ?? [];
    if (values.json) {
      printJson(stdout, { sessions });
      return EXIT.done;
    }
    const heading = SESSION_COLUMNS.map((column) => t(`cli.people.column.${column}`));
    const cells = sessions.map(({ id, device, address, lastUsedAtMs, createdAtMs }) => [
      id,
      t("cli.people.device", { browser: device.browser ?? "none", system: device.system ?? "none" }),
      address === null ? t("cli.people.no_address") : printable(address),
      timeText(lastUsedAtMs),
      timeText(createdAtMs),
    ]);
    if (cells.length > 0) printLines(stdout, tableLines(heading, cells, paint));
    else printLines(stderr, [t("cli.people.no_sessions")]);
    return EXIT.done;
  },
};

/** Ends one session, or all of them: their next request is that of a stranger. */
export const userRevokeSessions: Command = {
  run(input) {
    const options = { session: TEXT };
    const { values, positionals } = parseArgs({
      args: input.args,
      options,
      allowPositionals: true,
      strict: true,
    });
    const { id } = personOf(input, positionals);
    const ctx = input.context();
    const { email, sessions } =
      values.session === undefined
        ? endSessions(ctx, id)
        : { ...endSession(ctx, id, values.session), sessions: 1 };
    printLines(input.stdout, [input.t("cli.people.sessions_ended", { email: printable(email), sessions })]);
    return EXIT.done;
  },
};

/** Prints the link alone on standard output, once; what is known of it on the other stream. */
export const userInvite: Command = {
  run({ args, context, runtime, stdout, stderr, t }) {
    const { values } = parseArgs({ args, options: { email: TEXT, role: TEXT }, strict: true });
    const role = oneOf("--role", ROLES, needed("--role", values.role));
    const input = parseInput(InvitePersonInput, { email: needed("--email", values.email), role });
    const { token, expiresAtMs } = invitePerson(context(), input);
    const address = runtime.config.consoleUrl?.replace(/\/+$/, "") ?? DEFAULT_ADDRESS;
    printLines(stdout, [`${address}/invite/${token.reveal()}`]);
    printLines(stderr, [
      fact(t, t("cli.people.until"), timeText(expiresAtMs)),
      t("cli.people.invite_once", { email: printable(input.email) }),
    ]);
    return EXIT.done;
  },
};

export const userRevokeInvite: Command = {
  run({ args, context, stdout, t }) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
    const email = onlyArgument("ADDRESS", positionals).trim().toLowerCase();
    const ctx = context();
    const invitation = teamView(ctx).invitations.find((one) => one.email === email);
    if (!invitation) throw new OperationError("invitation_not_found");
    revokeInvitation(ctx, invitation.id);
    printLines(stdout, [t("cli.people.invite_revoked", { email: printable(email) })]);
    return EXIT.done;
  },
};

/** Where `serve` listens unless it is told otherwise. */
const DEFAULT_ADDRESS = "http://127.0.0.1:3210";

function personOf({ context }: CommandInput, positionals: readonly string[]) {
  return requirePersonByEmail(context().db.reader, onlyArgument("ADDRESS", positionals));
}

type Deed = typeof disablePerson;

function deed(says: "disabled_now" | "enabled_now" | "removed", run: Deed): Command {
  return {
    run(input) {
      const { args, context, stdout, t } = input;
      const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
      const { email } = run(context(), personOf(input, positionals).id);
      printLines(stdout, [t(`cli.people.${says}`, { email: printable(email) })]);
      return EXIT.done;
    },
  };
}
