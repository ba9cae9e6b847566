"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { openingContext } from "#app/_server/opening.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { editProfile, editProfileInput } from "#lib/operations/edit-profile.ts";
import { removeProfile, restoreProfile } from "#lib/operations/remove-profile.ts";
import { ReplaceSecretInput, replaceSecret } from "#lib/operations/replace-secret.ts";

export async function replaceSecretAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = ReplaceSecretInput.safeParse({ secret: form.get("secret") });
  if (!input.success) return invalidInput(input.error);

  try {
    replaceSecret(ctx, rowIdOf(form), input.data);
  } catch (error) {
    return refused(error);
  }
  refresh();
  const t = await getT("profile");
  return { status: "done", message: form.get("type") === "token" ? t("replaced") : t("replaced_key") };
}

export async function editProfileAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const expiresAtMs = String(form.get("expiresAtMs") ?? "").trim() || "keep";
  const [version, label, email] = [form.get("version"), form.get("label"), form.get("email")];
  const input = editProfileInput(ctx.nowMs).safeParse({ version, label, email, expiresAtMs });
  if (!input.success) return invalidInput(input.error, typed);

  try {
    editProfile(await openingContext(), rowIdOf(form), input.data);
  } catch (error) {
    return refused(error, typed);
  }
  refresh();
  return { status: "done", message: (await getT("profile"))("edited") };
}

export async function removeProfileAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const rowId = rowIdOf(form);
  let undoable: boolean;
  try {
    ({ undoable } = removeProfile(ctx, rowId));
  } catch (error) {
    return refused(error);
  }
  redirect(undoable ? `/profiles/${encodeURIComponent(rowId)}` : "/profiles?notice=forgotten");
}

export async function restoreProfileAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const rowId = rowIdOf(form);
  try {
    restoreProfile(ctx, rowId);
  } catch (error) {
    return refused(error);
  }
  redirect(`/profiles/${encodeURIComponent(rowId)}?notice=restored`);
}

function rowIdOf(form: FormData): string {
  return String(form.get("profileRowId"));
}
