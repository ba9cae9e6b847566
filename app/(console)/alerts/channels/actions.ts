"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { openingContext } from "#app/_server/opening.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { problemSentence } from "#app/(console)/alerts/alert-words.tsx";
import { FIRST_KIND_FIELD, kindField } from "#app/(console)/alerts/channels/kind-field.ts";
import { ALERT_KINDS } from "#lib/domain/alert-condition.ts";
import { CHANNEL_SECRET_FIELDS, FIELDS_OF, isChannelKind } from "#lib/domain/channel.ts";
import { ChannelInput } from "#lib/operations/channel-input.ts";
import { removeChannel } from "#lib/operations/remove-channel.ts";
import { channelProblems, saveChannel } from "#lib/operations/save-channel.ts";
import { testChannel } from "#lib/operations/test-channel.ts";

export async function saveChannelAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, [...CHANNEL_SECRET_FIELDS]);
  const input = ChannelInput.safeParse(fieldsOf(form));
  if (!input.success) return invalidInput(byField(input.error), typed);

  const given = String(form.get("channelId") ?? "") || null;
  let channelId: string;
  try {
    const problems = channelProblems(ctx, given, input.data);
    if (problems.length > 0) return invalidInput(errorOf(problems), typed);
    ({ channelId } = saveChannel(ctx, given, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  redirect(`/alerts/channels/${encodeURIComponent(channelId)}?notice=saved`);
}

export async function testChannelAction(_previous: FormState, form: FormData): Promise<FormState> {
  await operatorContext();
  const t = await getT("alerts.channels");
  const channelId = String(form.get("channelId") ?? "");
  try {
    const { result } = await testChannel(await openingContext(), channelId, { clock: Date.now });
    refresh();
    if (result.outcome === "delivered") return { status: "done", message: t("test_arrived") };
    const { reason: problem, httpStatus } = result;
    const message = t("test_failed", { problem: await problemSentence({ problem, httpStatus }) });
    return { status: "refused", code: problem, message };
  } catch (error) {
    return refused(error);
  }
}

export async function removeChannelAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let name: string;
  try {
    ({ name } = removeChannel(ctx, String(form.get("channelId") ?? "")));
  } catch (error) {
    return refused(error);
  }
  redirect(`/alerts/channels?removed=${encodeURIComponent(name)}`);
}

function fieldsOf(form: FormData): unknown {
  const kind = form.get("kind");
  const { shown, secret } = isChannelKind(kind) ? FIELDS_OF[kind] : { shown: [], secret: [] };
  const text = (field: string) => [field, String(form.get(field) ?? "")];
  return {
    kind,
    name: form.get("name"),
    shown: Object.fromEntries(shown.map(text)),
    secret: Object.fromEntries(secret.map(({ field }) => text(field))),
    locale: form.get("locale"),
    isEnabled: form.has("isEnabled"),
    kinds: ALERT_KINDS.filter((each) => form.has(kindField(each))),
    minimumSeverity: form.get("minimumSeverity"),
    zone: form.get("zone"),
    quietFrom: form.get("quietFrom"),
    quietTo: form.get("quietTo"),
    criticalPasses: form.has("criticalPasses"),
    digestAt: form.get("digestAt"),
  };
}

/** The fields of a service stand in the form like all others, and the kinds as one switch each. */
function byField({ issues }: z.ZodError): z.ZodError {
  return new z.ZodError(issues.map((issue) => ({ ...issue, path: placeInForm(issue.path) })));
}

function placeInForm([first, ...rest]: readonly PropertyKey[]): PropertyKey[] {
  if (first === "shown" || first === "secret") return rest;
  return first === "kinds" ? [FIRST_KIND_FIELD] : [first ?? "form", ...rest];
}

function errorOf(problems: readonly { field: string; code: string }[]): z.ZodError {
  return new z.ZodError(
    problems.map(({ field, code }) => ({ code: "custom", path: [field], message: code, input: undefined })),
  );
}
