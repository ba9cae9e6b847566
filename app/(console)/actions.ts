"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { signOut } from "#app/_server/sign-in.ts";

export async function signOutAction(): Promise<void> {
  await operatorContext();
  await signOut();
  redirect("/sign-in");
}
