"use server";

import { refresh } from "next/cache";
import { consoleAddress } from "#app/_server/console-address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { PROOF_FIELDS, prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { CreateApiTokenInput, createApiToken } from "#lib/operations/create-api-token.ts";
import { CreateCalendarLinkInput, createCalendarLink } from "#lib/operations/create-calendar-link.ts";
import { revokeApiToken } from "#lib/operations/revoke-api-token.ts";
import { revokeCalendarLink } from "#lib/operations/revoke-calendar-link.ts";

export async function createApiTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, PROOF_FIELDS);
  const [name, expiresIn, scopes] = [form.get("name"), form.get("expiresIn"), form.getAll("scopes")];
  const input = CreateApiTokenInput.safeParse({ name, scopes, expiresIn, gatewayId: gatewayOf(form) });
  if (!input.success) return invalidInput(input.error, typed);

  try {
    const { name: target } = input.data;
    await prove(form, { permission: "token:manage", action: "api_token.create", target });
    const { token } = createApiToken(ctx, input.data);
    const t = await getT("settings.tokens");
    return { status: "done", message: t("made", { name: input.data.name }), issued: token.reveal() };
  } catch (error) {
    return refused(error, typed);
  }
}

export async function revokeApiTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let name: string;
  try {
    ({ name } = revokeApiToken(ctx, idOf(form)));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("settings.tokens"))("revoked", { name }) };
}

export async function createCalendarLinkAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const locale = await getLocale();
  const input = CreateCalendarLinkInput.safeParse({ gatewayId: gatewayOf(form), locale });
  if (!input.success) return invalidInput(input.error, typed);

  let issued: string;
  try {
    const { secret } = createCalendarLink(ctx, input.data);
    issued = `${await consoleAddress()}/api/calendar/${secret.reveal()}.ics`;
  } catch (error) {
    return refused(error, typed);
  }
  refresh();
  return { status: "done", message: (await getT("settings.calendar"))("made"), issued };
}

export async function revokeCalendarLinkAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    revokeCalendarLink(ctx, idOf(form));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("settings.calendar"))("revoked") };
}

function idOf(form: FormData): string {
  return String(form.get("id") ?? "");
}

/** The first line of the list chooses none, which is all of them. */
function gatewayOf(form: FormData): string | undefined {
  return String(form.get("gatewayId") ?? "") || undefined;
}
