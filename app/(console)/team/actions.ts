"use server";

import { refresh } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { consoleAddress } from "#app/_server/console-address.ts";
import { type ConsoleContext, operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { PEER_ADDRESS_HEADER } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { ROLES } from "#lib/domain/role.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { endSession, endSessions } from "#lib/operations/end-sessions.ts";
import { InvitePersonInput, invitePerson, revokeInvitation } from "#lib/operations/invite-person.ts";
import { disablePerson, enablePerson, removePerson, setPersonRole } from "#lib/operations/manage-people.ts";
import { proveIdentity, type StepUpAction } from "#lib/operations/step-up.ts";

/** Deeds on one person, by the name their form sends. */
const DEEDS = {
  disable: { action: "person.disable", run: disablePerson, says: "disabled" },
  enable: { action: "person.enable", run: enablePerson, says: "enabled" },
  remove: { action: "person.remove", run: removePerson, says: "removed" },
  end_sessions: { action: "person.end_sessions", run: endSessions, says: "sessions_ended" },
} as const;

const ProofInput = z.string("required").min(1, "required").max(256, "too_long");
const DeedInput = z.object({
  id: z.string().max(64),
  deed: z.enum(["disable", "enable", "remove", "end_sessions"]),
  password: ProofInput,
});
const RoleInput = z.object({ id: z.string().max(64), role: z.enum(ROLES), password: ProofInput });
const InviteInput = InvitePersonInput.extend({ password: ProofInput });

export async function personDeedAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = DeedInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error);
  const { id, deed, password } = input.data;
  const { action, run, says } = DEEDS[deed];
  let email: string;
  try {
    await prove(ctx, password, action, id);
    ({ email } = run(ctx, id));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("team"))(`done.${says}`, { email }) };
}

export async function setRoleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, ["password"]);
  const input = RoleInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error, typed);
  const { id, role, password } = input.data;
  let email: string;
  try {
    await prove(ctx, password, "person.set_role", id);
    ({ email } = setPersonRole(ctx, id, role));
  } catch (error) {
    return refused(error, typed);
  }
  refresh();
  const name = (await getT("shell.role"))(role);
  return { status: "done", message: (await getT("team"))("done.role_set", { email, role: name }) };
}

export async function inviteAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, ["password"]);
  const [email, role, proof] = [form.get("email"), form.get("role"), form.get("password")];
  const input = InviteInput.safeParse({ email, role, password: proof });
  if (!input.success) return invalidInput(input.error, typed);
  const { password, ...invited } = input.data;
  try {
    await prove(ctx, password, "person.invite", invited.email);
    const { token } = invitePerson(ctx, invited);
    const issued = `${await consoleAddress()}/invite/${token.reveal()}`;
    const t = await getT("team");
    return { status: "done", message: t("done.invited", { email: invited.email }), issued };
  } catch (error) {
    return refused(error, typed);
  }
}

export async function revokeInvitationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let email: string;
  try {
    ({ email } = revokeInvitation(ctx, String(form.get("id") ?? "")));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("team"))("done.invitation_revoked", { email }) };
}

/** One's own sessions, which end without a proof. */
export async function endOwnSessionAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    endSession(ctx, ctx.actor.userId, String(form.get("id") ?? ""));
  } catch (error) {
    return refused(error);
  }
  refresh();
  const { email } = ctx.actor;
  return { status: "done", message: (await getT("team"))("done.sessions_ended", { email }) };
}

async function prove(
  ctx: ConsoleContext,
  password: string,
  action: StepUpAction,
  target: string,
): Promise<void> {
  const address = (await headers()).get(PEER_ADDRESS_HEADER) ?? "unknown";
  const proof = { kind: "password", password: new SecretText(password) } as const;
  await proveIdentity(ctx, proof, { action, target, address });
}
