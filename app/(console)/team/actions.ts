"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { consoleAddress } from "#app/_server/console-address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { PROOF_FIELDS, prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { ROLES } from "#lib/domain/role.ts";
import { endSession, endSessions } from "#lib/operations/end-sessions.ts";
import { InvitePersonInput, invitePerson, revokeInvitation } from "#lib/operations/invite-person.ts";
import { disablePerson, enablePerson, removePerson, setPersonRole } from "#lib/operations/manage-people.ts";

/** Deeds on one person, by the name their form sends. */
const DEEDS = {
  disable: { action: "person.disable", run: disablePerson, says: "disabled" },
  enable: { action: "person.enable", run: enablePerson, says: "enabled" },
  remove: { action: "person.remove", run: removePerson, says: "removed" },
  end_sessions: { action: "person.end_sessions", run: endSessions, says: "sessions_ended" },
} as const;

/** What every deed here asks for. */
const MAY = { permission: "people:manage" } as const;

const DeedInput = z.object({
  id: z.string().max(64),
  deed: z.enum(["disable", "enable", "remove", "end_sessions"]),
});
const RoleInput = z.object({ id: z.string().max(64), role: z.enum(ROLES) });

export async function personDeedAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = DeedInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error);
  const { id, deed } = input.data;
  const { action, run, says } = DEEDS[deed];
  let email: string;
  try {
    await prove(form, { ...MAY, action, target: id });
    ({ email } = run(ctx, id));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("team"))(`done.${says}`, { email }) };
}

export async function setRoleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, PROOF_FIELDS);
  const input = RoleInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error, typed);
  const { id, role } = input.data;
  let email: string;
  try {
    await prove(form, { ...MAY, action: "person.set_role", target: id });
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
  const typed = typedValues(form, PROOF_FIELDS);
  const input = InvitePersonInput.safeParse({ email: form.get("email"), role: form.get("role") });
  if (!input.success) return invalidInput(input.error, typed);
  const invited = input.data;
  try {
    await prove(form, { ...MAY, action: "person.invite", target: invited.email });
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

/** One session, of oneself without a proof, or of somebody else. */
export async function endSessionAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const [userId, id] = [String(form.get("userId") ?? ""), String(form.get("id") ?? "")];
  let email: string;
  try {
    if (userId !== ctx.actor.userId)
      await prove(form, { ...MAY, action: "person.end_sessions", target: userId });
    ({ email } = endSession(ctx, userId, id));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("team"))("done.sessions_ended", { email }) };
}
