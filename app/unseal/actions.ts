"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { accountContext, visitorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { peerAddress } from "#app/_server/sign-in.ts";
import { keyringSource } from "#app/_server/vault.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { KeyringPassphrase } from "#lib/operations/open-keyring.ts";
import { lockVault, unsealVault } from "#lib/operations/unseal-vault.ts";

const UnsealInput = z.strictObject({ passphrase: KeyringPassphrase });

export async function unsealAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await visitorContext();
  const input = UnsealInput.safeParse({ passphrase: form.get("passphrase") });
  if (!input.success) return invalidInput(input.error);
  try {
    await unsealVault(ctx, keyringSource(), { ...input.data, address: await peerAddress() });
  } catch (error) {
    return refused(error);
  }
  redirect("/");
}

export async function lockVaultAction(_previous: FormState, _form: FormData): Promise<FormState> {
  const ctx = await accountContext();
  try {
    lockVault(ctx, keyringSource());
  } catch (error) {
    return refused(error);
  }
  redirect("/unseal");
}
