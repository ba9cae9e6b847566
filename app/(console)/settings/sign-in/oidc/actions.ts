"use server";

import { refresh } from "next/cache";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { openingContext } from "#app/_server/opening.ts";
import { PROOF_FIELDS, prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { SaveOidcInput, saveOidc } from "#lib/operations/manage-oidc.ts";
import { tryOidc } from "#lib/operations/oidc-sign-in.ts";

const TEXTS = ["label", "issuer", "clientId", "clientSecret", "scopes", "roleClaim", "defaultRole"] as const;
const ROLE_VALUES = ["owner", "admin", "operator", "viewer"] as const;
const FLAGS = ["isPublic", "linksByEmail", "isEnabled", "isOnlyWay"] as const;

export async function saveOidcAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, ["clientSecret", ...PROOF_FIELDS]);
  const texts = [...TEXTS, ...ROLE_VALUES].map((name) => [name, form.get(name) ?? ""]);
  const flags = FLAGS.map((name) => [name, form.get(name) === "on"]);
  const input = SaveOidcInput.safeParse(Object.fromEntries([...texts, ...flags]));
  if (!input.success) return invalidInput(input.error, typed);
  try {
    const { issuer: target } = input.data;
    await prove(form, { permission: "people:manage", action: "oidc.save", target });
    saveOidc(ctx, input.data);
  } catch (error) {
    return refused(error, typed);
  }
  refresh();
  return { status: "done", message: (await getT("oidc"))("saved") };
}

export async function tryOidcAction(): Promise<FormState> {
  await operatorContext();
  const t = await getT("oidc");
  try {
    const { issuer, takesPkce } = await tryOidc(await openingContext());
    if (takesPkce) return { status: "done", message: t("try_good", { issuer }) };
    return { status: "done", tone: "warn", message: t("try_no_pkce", { issuer }) };
  } catch (error) {
    return refused(error);
  }
}
