"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { accountContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { accountOpeningContext } from "#app/_server/opening.ts";
import { peerAddress } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import {
  confirmTotp,
  ProofInput,
  reissueRecoveryCodes,
  removeTotp,
  startTotp,
} from "#lib/operations/own-second-factors.ts";
import { Code } from "#lib/operations/second-step.ts";

const ConfirmInput = z.strictObject({ code: Code });

export async function startTotpAction(): Promise<FormState> {
  const ctx = await accountContext();
  let issued: string;
  try {
    issued = startTotp(ctx).uri.reveal();
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("security"))("app_begun"), tone: "info", issued };
}

export async function confirmTotpAction(_previous: FormState, form: FormData): Promise<FormState> {
  await accountContext();
  const input = ConfirmInput.safeParse({ code: form.get("code") ?? undefined });
  if (!input.success) return invalidInput(input.error);
  try {
    const { recoveryCodes } = confirmTotp(await accountOpeningContext(), input.data);
    refresh();
    return { status: "done", message: (await getT("security"))("app_added"), issued: lines(recoveryCodes) };
  } catch (error) {
    return refused(error);
  }
}

export async function removeTotpAction(_previous: FormState, form: FormData): Promise<FormState> {
  await accountContext();
  const input = proofOf(form);
  if (!input.success) return invalidInput(input.error);
  try {
    await removeTotp(await accountOpeningContext(), { ...input.data, address: await peerAddress() });
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("security"))("app_removed") };
}

export async function reissueCodesAction(_previous: FormState, form: FormData): Promise<FormState> {
  await accountContext();
  const input = proofOf(form);
  if (!input.success) return invalidInput(input.error);
  try {
    const proof = { ...input.data, address: await peerAddress() };
    const { recoveryCodes } = await reissueRecoveryCodes(await accountOpeningContext(), proof);
    refresh();
    return {
      status: "done",
      message: (await getT("security"))("codes_issued"),
      issued: lines(recoveryCodes),
    };
  } catch (error) {
    return refused(error);
  }
}

function proofOf(form: FormData) {
  const [password, code] = [form.get("password") ?? undefined, form.get("code") ?? undefined];
  return ProofInput.safeParse({ password, code });
}

function lines(codes: SecretText[]): string {
  return codes.map((code) => code.reveal()).join("\n");
}
