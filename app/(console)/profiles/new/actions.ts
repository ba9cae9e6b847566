"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { findProvider } from "#lib/domain/providers.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addReference, addReferenceInput } from "#lib/operations/add-reference.ts";
import {
  pasteSetupToken,
  pasteSetupTokenInput,
  pasteToken,
  pasteTokenInput,
} from "#lib/operations/paste-token.ts";

const SECRET_FIELDS = ["secret"];

export async function addApiKeyAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, SECRET_FIELDS);
  const [provider, secret] = [form.get("provider"), form.get("secret")];
  const input = AddApiKeyInput.safeParse({
    ...commonFields(form),
    provider,
    secret,
    metadata: metadataOf(form),
  });
  if (!input.success) return invalidInput(input.error, typed);

  let profileRowId: string;
  try {
    ({ profileRowId } = addApiKey(ctx, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  redirect(`/profiles/${encodeURIComponent(profileRowId)}?notice=sealed`);
}

export async function pasteSetupTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, SECRET_FIELDS);
  const [expiresAtMs, secret] = [form.get("expiresAtMs"), form.get("secret")];
  const input = pasteSetupTokenInput(ctx.nowMs).safeParse({ ...commonFields(form), expiresAtMs, secret });
  if (!input.success) return invalidInput(input.error, typed);

  let profileRowId: string;
  try {
    ({ profileRowId } = pasteSetupToken(ctx, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  redirect(`/profiles/${encodeURIComponent(profileRowId)}?notice=sealed`);
}

export async function pasteTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, SECRET_FIELDS);
  const [provider, expiresAtMs, secret] = [form.get("provider"), form.get("expiresAtMs"), form.get("secret")];
  const input = pasteTokenInput(ctx.nowMs).safeParse({
    ...commonFields(form),
    provider,
    expiresAtMs,
    secret,
  });
  if (!input.success) return invalidInput(input.error, typed);

  let profileRowId: string;
  try {
    ({ profileRowId } = pasteToken(ctx, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  redirect(`/profiles/${encodeURIComponent(profileRowId)}?notice=sealed`);
}

export async function addReferenceAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const input = addReferenceInput(ctx.nowMs).safeParse({
    ...commonFields(form),
    profileId: form.get("profileId"),
    provider: form.get("provider"),
    type: form.get("type"),
    expiresAtMs: form.get("expiresAtMs"),
    ref: { source: form.get("ref.source"), provider: form.get("ref.provider"), id: form.get("ref.id") },
  });
  if (!input.success) return invalidInput(input.error, typed);

  let profileRowId: string;
  try {
    ({ profileRowId } = addReference(ctx, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  redirect(`/profiles/${encodeURIComponent(profileRowId)}?notice=stored`);
}

function commonFields(form: FormData) {
  return {
    gatewayId: form.get("gatewayId"),
    agentId: form.get("agentId"),
    // An empty one means OpenClaw's own default id.
    profileId: form.get("profileId") || undefined,
    label: form.get("label"),
    email: form.get("email"),
  };
}

/** OpenClaw reads these from the key's metadata, for this provider only. */
function metadataOf(form: FormData): Record<string, string> | undefined {
  if (findProvider(String(form.get("provider")))?.id !== "cloudflare-ai-gateway") return undefined;
  const entries = ["accountId", "gatewayId"].map((key) => [
    key,
    String(form.get(`metadata.${key}`) ?? "").trim(),
  ]);
  const filled = entries.filter(([, value]) => value !== "");
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}
